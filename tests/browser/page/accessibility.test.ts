/**
 * axe-core's rules (WCAG 2.2 A and AA, and its best practices) find nothing on the page: idle, after
 * a run, after all five strategies, during and after a sweep, on the pages of the stories and of
 * the previews, light and dark, wide and on a phone. In Chromium.
 */
import { describe, expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import { stories } from "../../../web/stories/catalogue.ts";
import { audit } from "../driver/axe.ts";
import { needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { startPlainHost } from "../driver/plain-host.ts";
import { goAnew, leave, press, says, until } from "../driver/reader.ts";

describe("accessibility", needs("chromium"), () => {
  const lanes = useLanes("chromium");
  const { tab } = lanes;

  describe("of the embed", () => {
    test.each(["light", "dark"].flatMap((theme) => [640, 390].map((width) => ({ theme, width }))))(
      "$theme, $width px: nothing is found, before a run and after it",
      async ({ theme, width }) => {
        await tab.resize(width, 700);
        const link = `#how=sequential,parallel&size=1000&workers=2&show=code,predict&title=A%20title&note=A%20note&theme=${theme}`;
        await goAnew(tab, `${lanes.server.url}embed.html${link}`);
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
      await goAnew(tab, `${lanes.server.url}${page}`);
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
      // Colours depend on the theme and positions on the width.
      pages.flatMap((page) => [
        { page, theme: "light", width: 1280 },
        { page, theme: "dark", width: 390 },
      ]),
    )("stories/$page, $theme, $width px: nothing is found", async ({ page, theme, width }) => {
      await tab.resize(width, 900);
      await goAnew(tab, `${lanes.server.url}stories/${page}`);
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
      {
        page: "blocked-loop/#resize=100&seconds=2&queue=1",
        button: "Queue them at 200 %",
        shows: "In a separate service: ",
      },
      {
        page: "one-lock/#size=50000",
        button: "threads, one lock",
        shows: "only one computed at any moment",
      },
      {
        page: "open-connections/#connections=500&threads=4&latency=50",
        button: "4 on a",
        shows: "Extrapolated, not measured",
      },
      {
        page: "shared-state/#program=withdraw",
        button: "Explore every schedule",
        shows: "None with fewer switches fails",
      },
      {
        page: "shared-state/#threads=3&runs=10",
        button: "^\\s*Philosophers\\s*$",
        shows: "held by A",
      },
      { page: "", button: "Play", shows: "At each moment it worked" },
    ])("stories/$page: nothing is found after a play", async ({ page, button, shows }) => {
      await tab.resize(1280, 900);
      await goAnew(tab, `${lanes.server.url}stories/${page}`);
      await until(() => press(tab, button), button);
      await until(says(tab, shows), shows);
      expect((await audit(tab)).violations).toEqual([]);
    });
  });

  test.each(
    ["", "embed.html", "stories/one-lock/"].flatMap((page) =>
      ["light", "dark"].map((theme) => ({ page, theme })),
    ),
  )("of /$page without WebAssembly, $theme: nothing is found", async ({ page, theme }) => {
    await tab.resize(360, 640);
    const prelude = "delete globalThis.WebAssembly;";
    // Isolated from the start: its service worker would load the page once more.
    const host = await startPlainHost({}, { prelude, headers: headers.isolation });
    try {
      await tab.goto(`${host.url}${page}#theme=${theme}`);
      await until(says(tab, "WebAssembly is switched off"), "why");
      await until(says(tab, "Recorded on "), "what was recorded");
      const { violations, passes } = await audit(tab);
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(15);
      const wide = () => document.documentElement.scrollWidth > innerWidth;
      expect(await tab.evaluate(wide)).toBe(false);
    } finally {
      await leave(tab, host);
    }
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

  describe("of the editor", () => {
    /** By the fields of the editor's panel. */
    const choose = (lang: string) =>
      tab.evaluate((wanted) => {
        const field = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-own")
          ?.shadowRoot?.querySelector<HTMLSelectElement>("#language");
        if (!field) throw new Error("no editor");
        field.value = wanted;
        field.dispatchEvent(new Event("change"));
      }, lang);
    /** Another source, as from a link. */
    const tell = (code: string) =>
      tab.evaluate((its) => {
        const detail = { code: its };
        document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-own")
          ?.dispatchEvent(new CustomEvent("spec-change", { detail, bubbles: true }));
      }, code);
    const mistaken = "export function task() {\n  return ];\n}";

    test.each([
      { theme: "light", width: 1280 },
      { theme: "dark", width: 360 },
    ])(
      "$theme, $width px: nothing is found in a source, with an error, without any, or for a file",
      async ({ theme, width }) => {
        await tab.resize(width, 900);
        const hash = `#work=own&how=sequential,parallel&tasks=2&size=1000&workers=2&theme=${theme}`;
        await goAnew(tab, `${lanes.server.url}${hash}`);
        await until(says(tab, "export async function task"), "the editor");
        const idle = await audit(tab);
        expect(idle.violations).toEqual([]);
        expect(idle.passes).toBeGreaterThan(20);
        await press(tab, "^\\s*Run both");
        await until(says(tab, "Same answer"), "the results");
        expect((await audit(tab)).violations).toEqual([]);
        await tell(mistaken);
        await until(says(tab, "Line 2"), "the error");
        expect((await audit(tab)).violations).toEqual([]);
        await tell("\n");
        await until(async () => !(await says(tab, "Line 2")()), "the end of the error");
        expect((await audit(tab)).violations).toEqual([]);
        for (const lang of ["cpp", "wasm"]) {
          await choose(lang);
          await until(
            says(tab, lang === "cpp" ? "Clang" : "Choose a .wasm file"),
            "what belongs to it",
          );
          expect((await audit(tab)).violations).toEqual([]);
        }
      },
    );
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
      { name: "the code", hash: `#show=code&size=20000${small}&how=sequential,bounded,parallel` },
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
        await goAnew(tab, `${lanes.server.url}${hash}&theme=${theme}`);
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
          await goAnew(tab, `${lanes.server.url}${hash}&theme=${theme}`);
          await until(() => press(tab, "^\\s*Sweep"), "the Sweep button");
          expect((await audit(tab)).violations).toEqual([]);
          await until(says(tab, shows), "the figures");
          expect((await audit(tab)).violations).toEqual([]);
        },
      );
    });
  });
});
