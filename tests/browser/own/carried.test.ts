/**
 * What was compiled of a source: kept for other pages of the site, and carried by links, so that demos in
 * posts run without a compiler.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import { embedCode } from "../../../web/share/embed-code.ts";
import { loadCodeLink } from "../../../web/spec/link/code-link.ts";
import { writeLink } from "../../../web/spec/link/write-link.ts";
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { write } from "../driver/editor.ts";
import { inOne, useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { goToLanes, press, says, until, visibleText } from "../driver/reader.ts";
import { elsewhere, post, postAt, untilHeard } from "../foreign/post.ts";
import { ofWat } from "./made.ts";
import { memory, modules, plain } from "./modules.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Its answers are not those of the module that is carried with it: they tell which of them ran. */
const code = `std::uint64_t task(std::uint32_t seed, std::uint32_t size) {
  return 1000 * seed + size;
}
`;
const carried = { code, wasm: Uint8Array.from(modules.plain) };
const importing = ofWat(
  `(module (import "env" "now" (func (result i32))) ${memory} ${plain} (i64.const 0)))`,
);
/** Of modules.plain: seeds 1 and 2, no step. */
const ofCarried = ["1", "2"].map(sha256);
const ofSource = ["1000", "2000"].map(sha256);

const spec: Partial<Spec> = {
  work: "own",
  lang: "cpp",
  code,
  how: ["sequential", "parallel"],
  tasks: 2,
  size: 0,
  workers: 2,
  show: ["code"],
};

beforeAll(loadCodeLink);

const linkTo = (more: Partial<Spec>, embed: boolean) =>
  writeLink({ ...spec, ...more }, { embed, reportedCores: 2 });

function run(tab: Tab, wanted: Partial<Spec>) {
  const { compiled, ...spec } = wanted;
  const carried = compiled && { code: compiled.code, bytes: [...compiled.wasm] };
  return tab.evaluate(
    async ({ spec, carried }) => {
      // No driver hands typed arrays over in every engine.
      const compiled = carried && { code: carried.code, wasm: Uint8Array.from(carried.bytes) };
      const results = await window.lanes.run({ ...spec, ...(compiled && { compiled }) });
      return results.map(({ digests, notes }) => ({ digests, notes }));
    },
    { spec, carried },
  );
}

/** The paths of the compiler's parts that were asked for. */
const ofCompiler = (host: PlainHost) =>
  host.asked.filter((path) => path.startsWith("compiler/") || path.includes("compiler-worker"));

describe.each(engines)("%s", (engine: Engine) => {
  describe("what was compiled of C++", needs(engine), () => {
    const tab = useTab(engine);
    const pages: Record<string, string> = postAt("");
    let lanes: PlainHost;
    let host: PlainHost;
    beforeAll(async () => {
      // As docs/embedding.md has it, but for what it says of content.
      const policy = "Cross-Origin-Resource-Policy";
      const sent = { ...headers.isolation, [policy]: headers.always[policy] };
      lanes = await startPlainHost({}, { headers: sent });
      host = await startPlainHost(pages);
    });
    afterAll(async () => {
      await host?.stop();
      await lanes?.stop();
    });
    beforeEach(async () => {
      await tab.goto("about:blank");
      lanes.asked.length = 0;
    });

    const runHere = () => until(() => press(tab, "^\\s*Run\\b(?!.*test)"), "the Run button");

    test("travels with a demo in a post, which runs without a compiler", async () => {
      const markup = embedCode({ ...spec, compiled: carried }, {}, lanes.url, { reportedCores: 2 });
      expect(markup).toContain("wasm=1");
      pages["/post.html"] = post(markup);
      await tab.goto(elsewhere(new URL("/post.html", host.url).href));
      await untilHeard(tab, "ready");
      await tab.evaluate(() =>
        (window as unknown as { demo: Window }).demo.postMessage(
          { target: "lanes", type: "run" },
          "*",
        ),
      );
      const { results = [] } = await untilHeard(tab, "result");
      expect(results.map(({ digests }) => digests)).toEqual([ofCarried, ofCarried]);
      expect(ofCompiler(lanes)).toEqual([]);
    });

    test("what packs code into links is loaded for code, or for a script that asks", async () => {
      await tab.goto(`${lanes.url}?nothing`);
      await until(says(tab, "freeze this page"), "the page");
      const packing = () => lanes.asked.filter((path) => path.includes("packed-code"));
      expect(packing()).toEqual([]);
      await tab.evaluate(() => window.lanes.ready);
      await until(async () => packing().length === 1, "what packs");
      await until(
        () =>
          tab.evaluate(async () => {
            await window.lanes.ready;
            const link = window.lanes.link({ work: "own", code: "export const task = () => 1;" });
            return link.includes("code=1");
          }),
        "a link with code",
      );
    });

    /** How many sources this origin has what was compiled of. */
    const kept = () =>
      tab.evaluate(async () => {
        const names = (await caches.keys()).filter((name) => name.startsWith("lanes-compiled "));
        const found = await Promise.all(
          names.map(async (name) => (await (await caches.open(name)).keys()).length),
        );
        return Math.max(0, ...found);
      });

    // Each needs Clang, which takes long to start: own/algorithms starts it in every engine.
    const compiling: [string, () => Promise<void>][] = [
      [
        "is said to be the author’s; a reader who changes the source or asks for it compiles",
        async () => {
          await goToEmbed(linkTo({ compiled: carried }, true));
          await until(says(tab, "Run uses the author’s compiled code"), "whose it is");
          await runHere();
          await until(says(tab, "Done."), "the results");
          expect(ofCompiler(lanes)).toEqual([]);
          await until(() => press(tab, "Compile it here instead"), "the way to compile it");
          await until(says(tab, "Clang checks your code while you type"), "the compiler");
          expect(ofCompiler(lanes)).not.toEqual([]);
          await runHere();
          await until(says(tab, "It is kept: running it again"), "what was compiled");
          await until(says(tab, "Done."), "the results of the source");
          await until(() => press(tab, "Change it"), "the way to the editor");
          await until(says(tab, "Tab leaves the editor"), "the editor");
          await write(tab, "int task(int seed, int size) { return seed + sise; }");
          await until(says(tab, "Your change of it"), "whose it is now");
          await runHere();
          await until(says(tab, "This C++ does not compile, in line 1"), "what is wrong");
          await until(() => press(tab, "The author’s code again"), "the way back");
          await until(says(tab, "The code, C++"), "the author's code");
          expect(await visibleText(tab)).toContain("1000 * seed + size");
          expect(tab.errors()).toEqual([]);
        },
      ],
      [
        "is not taken where it was cut or cannot run: one sentence, and the source runs",
        async () => {
          const link = linkTo({ compiled: carried }, false);
          await goToLanes(tab, `${lanes.url}${link.slice(0, -12)}`);
          await until(says(tab, "The compiled code in the link was not taken: it is cut"), "why");
          await run(tab, spec);
          const unfit = { code, wasm: Uint8Array.from(importing) };
          for (const { digests, notes } of await run(tab, { ...spec, compiled: unfit })) {
            expect(digests).toEqual(ofSource);
            // What was compiled here goes first.
            expect(notes.join(" ")).not.toContain("author’s");
          }
          const fresh = `${code}// another one\n`;
          const other = { ...spec, code: fresh, compiled: { ...unfit, code: fresh } };
          const [first] = await run(tab, { ...other, how: ["sequential"] });
          expect(first?.digests).toEqual(ofSource);
          expect(first?.notes.join(" ")).toContain("it imports “env.now”");
        },
      ],
      [
        "is kept across pages: a source compiled once needs no compiler",
        async () => {
          const source = `${code}// ${engine} keeps it\n`;
          const link = linkTo({ code: source }, false);
          await goToLanes(tab, `${lanes.url}${link}`);
          const before = await kept();
          expect((await run(tab, { ...spec, code: source }))[0]?.digests).toEqual(ofSource);
          // Put away while nothing waits for it.
          await until(async () => (await kept()) > before, "what is kept");
          await tab.evaluate(async () => {
            for (const name of await caches.keys()) {
              if (name.startsWith("lanes-compiler ")) await caches.delete(name);
            }
          });
          await tab.goto("about:blank");
          lanes.asked.length = 0;
          await goToLanes(tab, `${lanes.url}${link}`);
          await until(says(tab, "It is kept: running it again compiles nothing"), "it");
          expect((await run(tab, { ...spec, code: source }))[0]?.digests).toEqual(ofSource);
          expect(ofCompiler(lanes)).toEqual([]);
          expect(tab.errors()).toEqual([]);
        },
      ],
    ];

    test.each(inOne("firefox", compiling, engine))("%s", (_, act) => act());

    async function goToEmbed(link: string): Promise<void> {
      await tab.goto(`${lanes.url}embed.html${link}`);
      await until(says(tab, "Run"), "the demo");
    }
  });
});
