/** Links that arrived mangled, in real addresses: those with no `#`, and those that lead nowhere. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { until, visibleText } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";

interface Shown {
  work: string;
  tasks: number;
  how: string;
}

/** The page's set-up, once there is one: a host without headers makes the page load twice. */
async function shown(tab: Tab): Promise<Shown> {
  let found: Shown | undefined;
  await until(async () => {
    found = await tab
      .evaluate(() => {
        const app = document.querySelector("lanes-app") as (Element & { spec?: Spec }) | null;
        const spec = app?.spec;
        return spec && { work: spec.work, tasks: spec.tasks, how: spec.how.join() };
      })
      .catch(() => undefined);
    return found?.work !== undefined;
  }, "the page's set-up");
  return found as Shown;
}

const meant = { work: "http", tasks: 1000, how: "sequential,concurrent" };

describe.each(engines)("%s", (engine: Engine) => {
  describe("a mangled link", needs(engine), () => {
    let server: Server;
    let host: PlainHost;
    beforeAll(async () => {
      server = await startServer();
      host = await startPlainHost();
    });
    afterAll(async () => {
      await host.stop();
      await server.stop();
    });
    const tab = useTab(engine);

    test.each([
      "#work=http&amp;how=sequential,concurrent&amp;tasks=1,000",
      "#work%3Dhttp%26how%3Dsequential%252Cconcurrent%26tasks%3D1000",
      "#/WORK=Http;How=Sequential,Concurrent;Tasks=1e3).",
      "?work=http&how=sequential,concurrent&tasks=1_000",
      "?utm_source=mail&work%3Dhttp%26how%3Dsequential,concurrent&tasks=1000#",
    ])("opens what was meant: %s", async (link) => {
      // Browsers escape what they are given in their own ways.
      await tab.goto("about:blank");
      await tab.goto(server.url + link);
      expect(await shown(tab)).toEqual(meant);
      expect(await visibleText(tab)).not.toContain("From the link");
    });

    test("says in one line what it does not know", async () => {
      await tab.goto("about:blank");
      await tab.goto(`${server.url}#work=http&utm_source=mail&details`);
      expect((await shown(tab)).work).toBe("http");
      expect(await visibleText(tab)).toContain(
        "“utm_source” and “details” mean nothing in a link: they were ignored.",
      );
    });

    test("leads from an address that is none to the page it meant", async () => {
      for (const site of [server.url, host.url]) {
        await tab.goto("about:blank");
        await tab.goto(`${site}%23work=http%26how=sequential,concurrent%26tasks=1000`);
        await until(
          () => tab.evaluate(() => document.querySelector("#offer a") !== null),
          "the offer",
        );
        expect(await visibleText(tab)).toContain("There is no such page.");
        await tab.evaluate(() => document.querySelector<HTMLElement>("#offer a")?.click());
        expect(await shown(tab)).toEqual(meant);
      }
    });

    test("that cannot be found in the address is not offered", async () => {
      await tab.goto("about:blank");
      await tab.goto(`${server.url}nothing`);
      expect(await visibleText(tab)).toContain("There is no such page.");
      expect(await tab.evaluate(() => document.getElementById("offer")?.hidden)).toBe(true);
    });
  });
});
