/**
 * axe-core's rules (WCAG 2.2 A and AA, and its best practices) find nothing on the page: idle, after
 * a run, after all five strategies, during and after a sweep, on the pages of the stories and of
 * the previews, light and dark, wide and on a phone. In Chromium.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { describe, expect, test } from "vitest";
import { stories } from "../../web/stories/catalogue.ts";
import { needs, type Tab } from "./browsers.ts";
import { useLanes } from "./open-lanes.ts";
import { goToLanes, press, says, until } from "./reader.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

declare global {
  interface Window {
    axe: { run(): Promise<AxeResults> };
  }
}

/** What is wrong, as `rule: target`, and how many rules had something to check. */
async function audit(tab: Tab): Promise<{ violations: string[]; passes: number }> {
  // As an expression: the page's own policy lets no script be added to it.
  await tab.evaluate(axeSource as never);
  return tab.evaluate(async () => {
    const { violations, passes } = await window.axe.run();
    return {
      violations: violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary}`),
      ),
      passes: passes.length,
    };
  });
}

describe("accessibility", needs("chromium"), () => {
  const lanes = useLanes("chromium");
  const { tab } = lanes;

  describe("of the embed", () => {
    test.each(["light", "dark"].flatMap((theme) => [640, 390].map((width) => ({ theme, width }))))(
      "$theme, $width px: nothing is found, before a run and after it",
      async ({ theme, width }) => {
        await tab.resize(width, 700);
        await tab.goto("about:blank");
        const link = `#how=sequential,parallel&size=1000&workers=2&theme=${theme}`;
        await goToLanes(tab, `${lanes.server.url}embed.html${link}`);
        expect((await audit(tab)).violations).toEqual([]);
        await press(tab, "^\\s*Run");
        await until(says(tab, "Same answer"), "the answer");
        expect((await audit(tab)).violations).toEqual([]);
      },
    );

    test.each([
      { theme: "light", page: "#theme=light", button: "Embed this demo" },
      { theme: "dark", page: "stories/stampede/#theme=dark", button: "^\\s*Embed" },
    ])("$theme: nothing is found in the dialog of $page", async ({ page, button }) => {
      await tab.resize(1280, 900);
      await tab.goto("about:blank");
      await goToLanes(tab, `${lanes.server.url}${page}`);
      await until(() => press(tab, button), "the button");
      await until(
        () => tab.evaluate(() => document.querySelector("lanes-embed-dialog") !== null),
        "the dialog",
      );
      expect((await audit(tab)).violations).toEqual([]);
    });
  });

  describe("of the stories", () => {
    const pages = ["", ...stories.map(({ name }) => `${name}/`)];
    test.each(
      pages.flatMap((page) =>
        ["light", "dark"].flatMap((theme) => [1280, 390].map((width) => ({ page, theme, width }))),
      ),
    )("stories/$page, $theme, $width px: nothing is found", async ({ page, theme, width }) => {
      await tab.resize(width, 900);
      await tab.goto("about:blank");
      await goToLanes(tab, `${lanes.server.url}stories/${page}`);
      await tab.evaluate((wanted: string) => {
        document.documentElement.dataset.theme = wanted;
      }, theme);
      const { violations, passes } = await audit(tab);
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(20);
    });

    test.each([
      {
        page: "stampede/#tasks=100&latency=5&timeout=50",
        button: "Send them all",
        shows: "the bystander’s",
      },
      {
        page: "waiting-in-line/#calls=5&latency=20&seconds=2",
        button: "Put it under",
        shows: "got a 504, and up to",
      },
      {
        page: "blocked-loop/#resize=100&seconds=2",
        button: "Resize on the loop",
        shows: "On the loop: ",
      },
      { page: "", button: "Play", shows: "At each moment it worked" },
    ])("stories/$page: nothing is found after a play", async ({ page, button, shows }) => {
      await tab.resize(1280, 900);
      await tab.goto("about:blank");
      await goToLanes(tab, `${lanes.server.url}stories/${page}`);
      await until(() => press(tab, button), button);
      await until(says(tab, shows), shows);
      expect((await audit(tab)).violations).toEqual([]);
    });
  });

  test.each(["light", "dark"])("of the previews, %s: nothing is found", async (theme) => {
    for (const page of ["", "cpu-demo/"]) {
      await tab.goto(`${lanes.server.url}try/${page}`);
      await tab.evaluate((wanted: string) => {
        document.documentElement.dataset.theme = wanted;
      }, theme);
      const { violations, passes } = await audit(tab);
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(15);
    }
  });

  describe("of the page", () => {
    const small = "&tasks=2&workers=2";
    const allFive = {
      name: "all five",
      hash: `#work=hash&size=20000${small}&how=sequential,concurrent,bounded,sliced,parallel`,
    };
    const cases = [
      {
        name: "a link with its author’s results",
        hash: `#work=hash&size=20000${small}&how=sequential,parallel&ref=1~Firefox-153~8~-m-~s2214:2210:21`,
      },
      { name: "http", hash: `#work=http&latency=20${small}&how=sequential,concurrent` },
      { name: "a picture", hash: `#work=mandelbrot&size=200${small}&how=sequential,parallel` },
      { name: "one's own picture", hash: `#work=resize&size=200${small}&how=sequential,parallel` },
    ];
    const sweeps = [
      { name: "workers", hash: `#work=hash&size=2000${small}`, shows: "Speedup against workers" },
      { name: "limits", hash: `#work=query&latency=20&tasks=5`, shows: "Answered in a second" },
    ];
    // Colours depend on the theme and positions on the width: only the main states get all
    // combinations.
    const looks = [
      { theme: "light", width: 1280, shown: [allFive, ...cases], sweeps },
      { theme: "dark", width: 1280, shown: [allFive], sweeps: [] },
      { theme: "light", width: 390, shown: [allFive], sweeps: [] },
      { theme: "dark", width: 390, shown: [allFive, ...cases], sweeps },
    ];
    describe.each(looks)("$theme, $width px", ({ theme, width, shown, sweeps }) => {
      test.each(shown)("$name: nothing is found idle or after the run", async ({ hash }) => {
        await tab.resize(width, 900);
        await tab.goto("about:blank");
        await goToLanes(tab, `${lanes.server.url}${hash}&theme=${theme}`);
        const idle = await audit(tab);
        expect(idle.violations).toEqual([]);
        expect(idle.passes).toBeGreaterThan(20);
        await until(() => press(tab, "^\\s*Run"), "the Run button");
        await until(says(tab, "Same answer"), "the results");
        expect((await audit(tab)).violations).toEqual([]);
      });

      test.each(sweeps)(
        "a sweep over $name: nothing is found while it runs or after",
        async ({ hash, shows }) => {
          await tab.resize(width, 900);
          await tab.goto("about:blank");
          await goToLanes(tab, `${lanes.server.url}${hash}&theme=${theme}`);
          await until(() => press(tab, "^\\s*Sweep"), "the Sweep button");
          expect((await audit(tab)).violations).toEqual([]);
          await until(says(tab, shows), "the figures");
          expect((await audit(tab)).violations).toEqual([]);
        },
      );
    });
  });
});
