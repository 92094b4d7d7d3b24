/**
 * What a page, its frames and its service worker are given by others, in each engine: the page goes on,
 * nothing runs, and nothing is left to nobody.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromEmbed } from "../../web/embed/messages.ts";
import type { Spec } from "../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../browser/driver/browsers.ts";
import { useLanes, useTab } from "../browser/driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../browser/driver/plain-host.ts";
import { until } from "../browser/driver/reader.ts";
import { type Server, startServer } from "../browser/driver/server.ts";
import * as corpus from "./corpus.ts";
import { fuzz, watchForHangs } from "./fuzz.ts";
import { joinTexts, mutated } from "./mutations.ts";
import { installUnpack, type Packed, pack, plain } from "./packing.ts";

/** What the tests have added to a page. */
interface Added {
  unpack(packed: Packed): unknown;
  begun: number;
  heard: FromEmbed[];
}
declare const window: Window & Added;

watchForHangs();

const tiny: Partial<Spec> = {
  work: "hash",
  how: ["sequential"],
  tasks: 1,
  size: 10,
  loop: "worker",
};
const keys = [
  "work",
  "how",
  "tasks",
  "size",
  "workers",
  "seed",
  "loop",
  "tier",
  "theme",
  "ref",
  "title",
  "note",
  "show",
  "v",
];
const optionKeys = [
  ...["signal", "onProgress", "onWait", "onBegin", "onResult", "onOutput", "picture", "bystander"],
  ...["onMemory", "onService", "oneLock"],
];
const oddSpec = fc.oneof(
  plain,
  fc
    .dictionary(fc.constantFrom(...keys), plain, { maxKeys: 2 })
    .map((odd) => ({ ...tiny, ...odd })),
);
const oddOptions = fc.oneof(
  plain,
  fc.dictionary(fc.constantFrom(...optionKeys), plain, { maxKeys: 2 }),
);
const link = mutated(
  fc.constantFrom(...corpus.links),
  fc.constantFrom(
    "&",
    "=",
    "%26",
    "%",
    ";",
    "tasks",
    "work=json",
    "1e9",
    "<b>",
    "\u202e",
    "é",
    "#",
    "?",
  ),
  joinTexts,
);

/** Some at once: each way into a page takes a while. */
const several = <Input>(one: fc.Arbitrary<Input>) => fc.array(one, { minLength: 1, maxLength: 8 });

/** What the page has written as errors; none of it may be there. */
const expectNoErrors = async (tab: Tab) => {
  const inPage = await tab.evaluate(() => {
    return (window as { lanesTestErrors?: string[] }).lanesTestErrors ?? [];
  });
  expect([...tab.errors(), ...inPage]).toEqual([]);
};

describe.each(engines)("%s", (engine: Engine) => {
  describe("the page", needs(engine), () => {
    const { tab } = useLanes(engine, engine === "chromium", { setUp: installUnpack });

    test("refuses what no program can mean with an error of ours, and runs the rest", async () => {
      const generated = fc.oneof(
        fc.tuple(oddSpec.map(pack), fc.constant("aborted")),
        fc.tuple(fc.constant(pack(tiny)), oddOptions.map(pack)),
      );
      const kept = corpus.calls.map(({ spec, options }): [string, string] => [
        pack(spec),
        options === "aborted" ? options : pack(options),
      ]);
      await fuzz({ corpus: "calls", kept, generated, cases: 20 }, async (call) => {
        const said = await tab.evaluate(async ([spec, options]: typeof call) => {
          const given = window.unpack(spec) as Partial<Spec>;
          const told =
            options === "aborted" ? { signal: AbortSignal.abort() } : window.unpack(options);
          const codes = /^(bad-spec|cancelled|out-of-memory)$/;
          const wrong = (
            call: string,
            error: { name?: string; code?: string; message?: string },
          ) =>
            error?.name === "LanesError" && codes.test(error.code ?? "")
              ? ""
              : `${call}: ${error?.message}`;
          const results: string[] = [];
          await window.lanes.run(given, told as never).then(
            (list) =>
              results.push(list.every(({ tasks }) => tasks.ok === 1) ? "" : "run: it failed"),
            (error) => results.push(wrong("run", error)),
          );
          await window.lanes
            .estimate(given)
            .catch((error) => results.push(wrong("estimate", error)));
          for (const name of ["link", "embedCode"] as const) {
            try {
              window.lanes[name](given);
            } catch (error) {
              results.push(wrong(name, error as Error));
            }
          }
          return results.filter(Boolean);
        }, call);
        expect(said).toEqual([]);
      });
      await expectNoErrors(tab);
    });

    test("runs nothing of a link that is followed in it", async () => {
      await tab.evaluate(() => {
        const { lanes } = window;
        const { run } = lanes;
        window.begun = 0;
        lanes.run = (...all) => {
          window.begun++;
          return run.apply(lanes, all);
        };
      });
      // What runs by itself is bounded, which other tests hold.
      const still = (text: string) => !/autorun/i.test(text);
      const kept = [corpus.links.filter(still)];
      const fuzzed = { corpus: "links", kept, generated: several(link.filter(still)), cases: 10 };
      await fuzz(fuzzed, async (links) => {
        const begun = await tab.evaluate(async (texts: readonly string[]) => {
          for (const text of texts) {
            location.hash = text;
            await new Promise((soon) => setTimeout(soon, 0));
          }
          return window.begun;
        }, links);
        expect(begun).toBe(0);
      });
      await expectNoErrors(tab);
    });
  });

  describe("a frame in somebody’s page", needs(engine), () => {
    let server: Server;
    let host: PlainHost;
    const tab = useTab(engine);

    beforeAll(async () => {
      server = await startServer();
      const page = (
        frame: string,
      ) => `<!doctype html><title>A post</title><link rel="icon" href="data:,">
        <iframe src="${server.url}${frame}" width="640" height="320"></iframe><script>
          var heard = [];
          addEventListener("message", ({ data }) => heard.push(data));</script>`;
      host = await startPlainHost({
        "/embed.html": page("embed.html#how=sequential&tasks=1&size=10"),
        "/story.html": page("stories/stampede/"),
      });
    });
    afterAll(async () => {
      await host?.stop();
      await server?.stop();
    });

    const heard = (type: FromEmbed["type"]) =>
      tab.evaluate(
        (wanted: string) => window.heard.filter((one) => one.type === wanted).length,
        type as string,
      );

    test.each(["embed", "story"])("hears messages of any kind, and goes on: %s", async (frame) => {
      await tab.goto(new URL(`/${frame}.html`, host.url).href);
      await installUnpack(tab);
      await until(async () => (await heard("ready")) > 0, "the frame to be ready");
      const type = fc.constantFrom("run", "cancel", "theme", "height", "ready");
      const message = fc
        .oneof(
          plain,
          fc
            .tuple(type, oddSpec, plain)
            .map(([name, spec, theme]) => ({ target: "lanes", type: name, spec, theme })),
        )
        .map(pack);
      const kept = [corpus.messages.filter((one) => !hasMap(one)).map(pack)];
      const fuzzed = { corpus: "messages", kept, generated: several(message), cases: 12 };
      await fuzz(fuzzed, async (messages) => {
        await tab.evaluate((all: Packed[]) => {
          const target = document.querySelector("iframe")?.contentWindow;
          for (const packed of all) {
            try {
              target?.postMessage(window.unpack(packed), "*");
            } catch {
              // A symbol cannot be posted.
            }
            target?.postMessage({ target: "lanes", type: "cancel" }, "*");
          }
        }, messages);
      });
      // What is said last is heard: everything before it was, too.
      const bad = await heard("error");
      await tab.evaluate(() => {
        document.querySelector("iframe")?.contentWindow?.postMessage({ target: "lanes" }, "*");
      });
      await until(async () => (await heard("error")) > bad, "a sentence for a bad message");
      if (frame === "embed") {
        const ran = await heard("result");
        await until(async () => {
          // Cancelled runs may still be ending: what comes too soon is refused.
          await tab.evaluate(() => {
            const run = { target: "lanes", type: "run", spec: { theme: "auto" } };
            document.querySelector("iframe")?.contentWindow?.postMessage(run, "*");
          });
          return (await heard("result")) > ran;
        }, "a run after all of them");
      }
      await expectNoErrors(tab);
    });
  });

  describe("a <lanes-demo>", needs(engine), () => {
    let server: Server;
    let host: PlainHost;
    const tab = useTab(engine);
    beforeAll(async () => {
      server = await startServer();
      host = await startPlainHost({ "/element.html": element(server.url) });
    });
    afterAll(async () => {
      await host?.stop();
      await server?.stop();
    });

    test("takes any link and theme, and frames nothing but Lanes", async () => {
      await tab.goto(new URL("/element.html", host.url).href);
      await tab.evaluate(() => customElements.whenDefined("lanes-demo").then(() => undefined));
      const address = fc.constantFrom(
        "http://",
        "https://other.example/#work=json",
        "//",
        "javascript:",
        "data:,x",
      );
      const odd = fc.oneof(link, address, fc.webUrl(), fc.tuple(address, link).map(joinTexts));
      const fuzzed = {
        corpus: "addresses",
        kept: [corpus.addresses],
        generated: several(odd),
        cases: 12,
      };
      await fuzz(fuzzed, async (links) => {
        const frames = await tab.evaluate((texts: readonly string[]) => {
          return texts.map((text) => {
            const demo = document.createElement("lanes-demo") as HTMLElement & { run(): void };
            demo.setAttribute("link", text);
            demo.setAttribute("theme", text.slice(-8));
            document.body.append(demo);
            // Not in the page: its frame is made, and loads nothing.
            demo.remove();
            void demo.run();
            return demo.shadowRoot?.querySelector("iframe")?.src ?? "";
          });
        }, links);
        for (const src of frames) expect(src.startsWith(server.url), src).toBe(true);
        expect(
          await tab.evaluate(() => (window as unknown as { errors: string[] }).errors),
        ).toEqual([]);
      });
    });
  });

  describe("the service worker", needs(engine), () => {
    const { tab } = useLanes(engine, engine === "chromium", { setUp: installUnpack });

    test("takes messages and requests of any kind, and goes on", async () => {
      await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      const type = fc.constantFrom("would-isolate", "answer-fetches", "keep?", "toString");
      const data = fc.oneof(
        plain,
        fc.tuple(type, plain).map(([name, run]) => ({ type: name, run })),
      );
      const path = mutated(
        fc.constantFrom(
          "model/health",
          "model/delay?ms=0&run=a",
          "model/delay?ms=1",
          "assets/x.js",
        ),
        fc.constantFrom("/", "%2e", "?", "&", "=", "ms=", "run=", "-1", "1e3", "%", "é"),
        joinTexts,
      );
      const generated = several(fc.tuple(data.map(pack), fc.nat(3), plain.map(pack), path));
      const kept = [
        corpus.workerMessages.map(({ data: said, ports }): [string, number, string, string] => [
          ...([pack(said), ports, pack(null), "model/x"] as const),
        ]),
      ];
      const fuzzed = { corpus: "workerMessages", kept, generated, cases: 8 };
      await fuzz(fuzzed, async (messages) => {
        await tab.evaluate(async (all: typeof messages) => {
          const { active } = await navigator.serviceWorker.ready;
          for (const [said, ports, answer, asked] of all) {
            const channels = Array.from({ length: ports }, () => new MessageChannel());
            try {
              active?.postMessage(
                window.unpack(said),
                channels.map(({ port2 }) => port2),
              );
              channels[0]?.port1.postMessage(window.unpack(answer));
            } catch {
              // A symbol cannot be posted.
            }
            const url = new URL(asked.replace(/^\/+/, ""), location.origin);
            // The others are the server's.
            if (url.pathname.startsWith("/model/")) await fetch(url).catch(() => undefined);
          }
        }, messages);
      });
      const answer = await tab.evaluate(async () => {
        const { active } = await navigator.serviceWorker.ready;
        const { port1, port2 } = new MessageChannel();
        active?.postMessage({ type: "would-isolate" }, [port2]);
        return new Promise((answered) => {
          port1.onmessage = ({ data: said }) => answered(typeof said);
        });
      });
      expect(answer).toBe("boolean");
    });
  });
});

/** A post with the element's script, which counts the errors that nobody has caught. */
function element(site: string): string {
  return `<!doctype html><title>A post</title><link rel="icon" href="data:,"><body>
    <script>
      var errors = [];
      addEventListener("error", ({ message }) => errors.push(message));
    </script>
    <script async src="${site}lanes-demo.js"></script>`;
}

function hasMap(message: unknown): boolean {
  return (
    typeof message === "object" &&
    message !== null &&
    Object.values(message).some((value) => value instanceof Map)
  );
}
