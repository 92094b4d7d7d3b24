/** Six embeds of one post, and the page beside them: one run at a time, in a visible order. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Result } from "../../../web/spec/types.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { startPlainHost } from "../driver/plain-host.ts";
import { until } from "../driver/reader.ts";

interface Heard {
  from: number;
  type: string;
  atMs: number;
  disturbed?: string[];
  code?: string;
}
declare const window: Window & { heard: Heard[] };

const link = "#work=hash&how=sequential,parallel&tasks=2&size=150000&workers=2";
const frames = Array.from(
  { length: 6 },
  () => `<iframe src="embed.html${link}" width="320"></iframe>`,
);
const post = `<!doctype html><title>A post</title><link rel="icon" href="data:,">
<script>
  var heard = [];
  addEventListener("message", ({ data, source }) => {
    const from = [...document.querySelectorAll("iframe")].findIndex((f) => f.contentWindow === source);
    const { type, results = [], code } = data;
    const disturbed = results.map((result) => result.disturbed);
    heard.push({ from, type, atMs: performance.now(), disturbed, code });
  });
</script>
${frames.join("")}`;

const runsOf = (heard: readonly Heard[]) => heard.filter(({ type }) => type === "result");

describe.each(engines)("%s", (engine: Engine) => {
  describe("six embeds of one post", needs(engine), () => {
    let host: Awaited<ReturnType<typeof startPlainHost>>;
    beforeAll(async () => {
      host = await startPlainHost({ "/some/folder/post.html": post });
    });
    afterAll(() => host.stop());
    const tab = useTab(engine);
    const heard = () => tab.evaluate(() => window.heard);
    const count = async (type: string) => (await heard()).filter((one) => one.type === type).length;
    const tell = (which: number[], message: unknown) =>
      tab.evaluate(
        ([frames, said]) => {
          const all = [...document.querySelectorAll("iframe")];
          for (const i of frames) all[i]?.contentWindow?.postMessage(said, "*");
        },
        [which, { target: "lanes", ...(message as object) }] as const,
      );
    const textOf = (i: number) =>
      tab.evaluate((which: number) => {
        const frame = document.querySelectorAll("iframe")[which];
        const demo = frame?.contentDocument?.querySelector("lanes-embed")?.shadowRoot;
        return demo?.querySelector(".says")?.textContent?.trim() ?? "";
      }, i);

    test("all at once run one after the other, and each says for whom it waits", async () => {
      await tab.goto(`${host.url}post.html`);
      await until(async () => (await count("ready")) === 6, "six embeds");
      await tell([0, 1, 2, 3, 4, 5], { type: "run" });
      let waited = 0;
      await until(async () => {
        for (let i = 0; i < 6; i++) if (/^Waiting for “.*”/.test(await textOf(i))) waited++;
        return (await count("result")) === 6;
      }, "six results");
      expect(waited).toBeGreaterThan(0);
      // Ignores disturbance by other load on the test machine.
      for (const { disturbed } of runsOf(await heard())) {
        expect(disturbed).toHaveLength(2);
        expect(disturbed).not.toContain("another-run");
      }
      for (let i = 0; i < 6; i++) expect(await textOf(i)).not.toContain("Waiting");
    });

    test("their runs do not overlap", async () => {
      const spans = await tab.evaluate(async () => {
        const all = [...document.querySelectorAll("iframe")].map((frame) => frame.contentWindow);
        const now = () => performance.timeOrigin + performance.now();
        const run = async (page: typeof window | null | undefined) => {
          let fromMs = 0;
          const { lanes } = page as unknown as Window;
          const spec = { work: "hash", how: ["sequential" as const], tasks: 2, size: 100_000 };
          const results: Result[] = await lanes.run(spec, {
            onBegin: () => {
              fromMs = now();
            },
          });
          return { fromMs, toMs: now(), disturbed: results[0]?.disturbed };
        };
        return Promise.all(all.map((page) => run(page as never)));
      });
      spans.sort((a, b) => a.fromMs - b.fromMs);
      for (const [i, { fromMs, disturbed }] of spans.entries()) {
        expect(disturbed).not.toBe("another-run");
        // Both pages use the same clock; the transfer of a result happens after its run.
        if (i > 0) expect(fromMs).toBeGreaterThan((spans[i - 1]?.fromMs ?? 0) + 1);
      }
      expect(new Set(spans.map(({ fromMs }) => fromMs)).size).toBe(6);
    });

    test("cancelling one that waits leaves the others alone", async () => {
      const before = await count("result");
      const long = { type: "run", spec: { tasks: 8, size: 400_000 } };
      await tell([0], long);
      await tell([1, 2], { type: "run" });
      await until(async () => (await textOf(1)).startsWith("Waiting"), "the second to wait");
      await tell([1], { type: "cancel" });
      await until(async () => (await count("error")) === 1, "the cancellation");
      await until(async () => (await count("result")) === before + 2, "the two others");
      const [error] = (await heard()).filter(({ type }) => type === "error");
      expect([error?.from, error?.code]).toEqual([1, "cancelled"]);
      expect(
        runsOf(await heard())
          .slice(before)
          .map(({ from }) => from)
          .sort(),
      ).toEqual([0, 2]);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
