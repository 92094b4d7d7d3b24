/**
 * The compiler as a site has it: not at all, which the page says before anything is pressed, or kept
 * once it was fetched, so that C++ is compiled without a network.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { engines, needs, type Tab } from "../driver/browsers.ts";
import { places, useLanes, useTab } from "../driver/open-lanes.ts";
import { builtSite, startPlainHost } from "../driver/plain-host.ts";
import { goAnew, leave, says, until, untilReady, visibleText } from "../driver/reader.ts";
import { modules } from "./modules.ts";
import { run, trouble } from "./runs.ts";

/** The built site as `serve.py --no-compiler` has it (tests/server/test_machines.py). */
function withoutCompiler(): string {
  const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
  const compiler = resolve(builtSite, "compiler");
  cpSync(builtSite, site, { recursive: true, filter: (path) => path !== compiler });
  mkdirSync(resolve(site, "compiler"));
  writeFileSync(resolve(site, "compiler/compiler.json"), "{}\n");
  return site;
}

const site = withoutCompiler();
afterAll(() => rmSync(site, { recursive: true }));

const absent = "This copy of Lanes comes without its C++ compiler.";
const spec: Partial<Spec> = { how: ["sequential", "parallel"], tasks: 2, size: 100 };

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("a site without the compiler", needs(engine), () => {
    const lanes = useLanes(engine, isolated, { site });
    const { tab } = lanes;

    test("says so when C++ is chosen, and runs everything else", async () => {
      await goAnew(tab, `${lanes.server.url}#work=own&lang=cpp`);
      await until(says(tab, absent), "the sentence");
      expect(await visibleText(tab)).not.toContain("Fetch the compiler");
      const refused = await trouble(tab, { lang: "cpp", code: "int task(int, int) { return 1; }" });
      expect(`${refused.code}: ${refused.message}`).toContain(`unavailable: ${absent}`);
      const js = { ...spec, lang: "js" as const, code: "export const task = ({ seed }) => seed;" };
      for (const results of [await run(tab, js), await run(tab, spec, modules.plain)]) {
        const [sequential, parallel] = results;
        expect(sequential?.digests).toHaveLength(2);
        expect(parallel?.digests).toEqual(sequential?.digests);
      }
      expect(tab.errors()).toEqual([]);
    });
  });
});

/** Of the compiler and the page that starts it. */
function untilAllIsKept(tab: Tab): Promise<void> {
  return tab.evaluate(async () => {
    const listing = await (await fetch("compiler/compiler.json")).json();
    const wanted = [
      "compiler.json",
      ...Object.keys(listing.bytes).map((name) => `${listing.folder}/${name}`),
    ];
    const kept = async () => {
      const found = await Promise.all(
        wanted.map((name) => caches.match(new URL(`compiler/${name}`, location.href).href)),
      );
      return found.every((one) => one !== undefined);
    };
    while (!(await kept())) await new Promise((later) => setTimeout(later, 200));
  });
}

/** Those for which a kept compiler is promised. */
const keeping = engines.filter((engine) => engine !== "webkit");

describe.each(keeping)("%s", (engine) => {
  describe("a compiler that was fetched once", needs(engine), () => {
    const tab = useTab(engine);

    test("compiles without a network", async () => {
      const code = (text: string) => `#include <string>
        std::string task(std::uint32_t seed, std::uint32_t size) { return "${text}"; }`;
      const compiled = (text: string) =>
        run(tab, { ...spec, how: ["sequential"], lang: "cpp", code: code(text) });
      const host = await startPlainHost();
      let first: string[];
      try {
        await tab.goto(host.url);
        await untilReady(tab, true);
        await until(says(tab, "kept for use without a network"), "the site to be kept");
        first = (await compiled("first"))[0]?.digests ?? [];
        expect(new Set(first).size).toBe(1);
        await untilAllIsKept(tab);
      } finally {
        await leave(tab, host);
      }
      await tab.goto(host.url);
      await untilReady(tab);
      expect((await compiled("first"))[0]?.digests).toEqual(first);
      const [second] = await compiled("second");
      expect(second?.digests).toHaveLength(2);
      expect(second?.digests).not.toEqual(first);
      expect(tab.errors()).toEqual([]);
    });
  });
});
