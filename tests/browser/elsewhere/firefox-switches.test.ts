/**
 * Firefox with pieces of it switched off by whoever manages or hardens it, as its own switches
 * (about:config) do it; missing.test.ts takes them away by script in all engines.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import { needs, type Switches } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { says, until, visibleText } from "../driver/reader.ts";

interface Case {
  name: string;
  switches: Switches;
  /** How the page begins its sentences. */
  told: string[];
  /** Of `capabilities()`. */
  here: object;
}

const threads = { tier: "threads", sharedMemory: true };

const cases: Case[] = [
  {
    name: "service workers",
    switches: { "dom.serviceWorkers.enabled": false },
    told: ["No service workers"],
    here: threads,
  },
  {
    name: "storage",
    switches: {
      "dom.storage.enabled": false,
      "dom.indexedDB.enabled": false,
      "network.cookie.cookieBehavior": 2,
    },
    told: ["No storage"],
    here: threads,
  },
  {
    name: "graphics",
    switches: { "webgl.disabled": true },
    told: ["No WebGL"],
    here: threads,
  },
  {
    name: "what identifies a device",
    switches: { "privacy.resistFingerprinting": true },
    told: ["Canvases cannot be read"],
    here: threads,
  },
  {
    name: "shared memory",
    switches: { "javascript.options.shared_memory": false },
    told: ["Separate memories"],
    here: { tier: "workers", sharedMemory: false },
  },
];

const digests =
  "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9,d8bdf9a0cb27a193a1127de2924b6e5a9e4c2d3b3fe42e935e160c011f3df1fc";

describe("Firefox’s own switches", needs("firefox"), () => {
  let host: PlainHost;
  beforeAll(async () => {
    host = await startPlainHost({}, { headers: headers.isolation });
  });
  afterAll(() => host.stop());
  const link = "#work=hash&how=sequential,parallel&tasks=2&size=2&workers=2";

  describe.each(cases)("$name", ({ switches, told, here }) => {
    const tab = useTab("firefox", { switches });

    test("switched off, the page says so and runs", async () => {
      await tab.goto(host.url + link);
      await until(() => tab.evaluate(() => "lanes" in window), "window.lanes");
      const { capabilities, ran } = await tab.evaluate(async () => {
        await window.lanes.ready;
        const results = await window.lanes.run({
          how: ["sequential", "parallel"],
          tasks: 2,
          size: 2,
          workers: 2,
        });
        return {
          capabilities: window.lanes.capabilities(),
          ran: results.map((result) => result.digests.join()),
        };
      });
      expect(ran).toEqual([digests, digests]);
      expect(capabilities).toMatchObject(here);
      for (const sentence of told) await until(says(tab, sentence), `“${sentence}”`);
      // Two seconds after it is ready the site is copied (site-worker.ts).
      await new Promise((later) => setTimeout(later, 3000));
      expect(tab.errors()).toEqual([]);
    });
  });

  describe("WebAssembly", () => {
    const tab = useTab("firefox", { switches: { "javascript.options.wasm": false } });

    test("switched off, the page says so and shows what was recorded", async () => {
      await tab.goto(host.url + link);
      await until(says(tab, "WebAssembly is switched off"), "why");
      await until(says(tab, "Recorded on "), "what was recorded");
      const { ready, tier } = await tab.evaluate(async () => ({
        ready: await window.lanes.ready.then(
          () => "",
          ({ code, message }) => `${code}: ${message}`,
        ),
        tier: window.lanes.capabilities().tier,
      }));
      expect(ready).toMatch(/^unavailable: WebAssembly is switched off .*\.$/);
      expect(tier).toBe("none");
      expect(await visibleText(tab)).toContain("Run needs WebAssembly");
      expect(tab.errors()).toEqual([]);
    });
  });
});
