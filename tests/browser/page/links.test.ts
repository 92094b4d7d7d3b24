/** Links in the page: the author beside the reader, ways to share, the address bar, hostile ones. */
import { describe, expect, test } from "vitest";
import { throttleMs } from "../../../web/kit/address.ts";
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

const setUp = "#how=sequential,concurrent&tasks=2&size=3000";
const ref = "ref=1~Firefox-153~8~tm-~s2214:2210:21,c2230.5:2230:22!";

interface Handed {
  handed: string[];
}

/** APIs that the page is denied; `once`: the second share succeeds. */
interface Refusal {
  share: string;
  once?: boolean;
  clipboard: boolean;
}

/** What the page hands to the system is recorded in `window.handed`. */
function standIn(tab: Tab, refusal: Refusal): Promise<void> {
  return tab.evaluate(({ share, once, clipboard }) => {
    const handed: string[] = [];
    let refused = 0;
    Object.assign(window, { handed });
    const define = (name: string, value: unknown) =>
      Object.defineProperty(navigator, name, { configurable: true, value });
    define(
      "share",
      share === "missing"
        ? undefined
        : async ({ url }: { url: string }) => {
            if (share !== "" && !(once && refused++ > 0)) throw new DOMException("no", share);
            handed.push(`share ${url}`);
          },
    );
    define("canShare", undefined);
    define("clipboard", {
      async writeText(text: string) {
        if (clipboard) throw new DOMException("no", "NotAllowedError");
        handed.push(`copy ${text}`);
      },
    });
  }, refusal);
}

const handed = (tab: Tab): Promise<string[]> =>
  tab.evaluate(() => (window as never as Handed).handed);

describe.each(engines)("%s", (engine: Engine) => {
  describe("links", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const load = async (hash: string): Promise<void> => {
      await goAnew(tab, `${lanes.server.url}${hash}`);
      await until(says(tab, "Take it away"), "the page");
    };
    const runBoth = async (): Promise<void> => {
      await until(() => press(tab, "^\\s*Run both"), "the Run button");
      await until(says(tab, "Same answer"), "the results");
    };
    const hash = (): Promise<string> => tab.evaluate(() => location.hash);

    test("the author’s results stand beside the reader’s, before and after a run", async () => {
      await load(`${setUp}&${ref}`);
      const text = await visibleText(tab);
      expect(text).toContain("Author: 2.21 s on 8 cores, Firefox 153, longest freeze 2.21 s");
      expect(text).toContain("you: not run yet");
      await runBoth();
      await until(says(tab, "you: "), "the comparison");
      const after = await visibleText(tab);
      expect(after).toMatch(/Author: 2\.23 s on 8 cores, .{0,80}; you: [\d.]+ m?s, longest freeze/);
      expect(after).not.toContain("not run yet");
    });

    test("what the author measured is gone when the reader asks for something else", async () => {
      await load(`${setUp}&${ref}`);
      await tab.evaluate(() => {
        const column = document.querySelector("lanes-app")?.shadowRoot?.querySelector(".column");
        column?.dispatchEvent(new CustomEvent("spec-change", { detail: { tasks: 3 } }));
      });
      await until(async () => !(await visibleText(tab)).includes("Author:"), "the author to go");
      expect(await hash()).not.toContain("ref=");
    });

    test("a link shared after a run carries it, and reads back", async () => {
      // What waits loses nothing to whatever else this machine does.
      await load("#work=query&how=sequential,concurrent&tasks=2&latency=100&backend=modelled");
      await runBoth();
      await standIn(tab, { share: "", clipboard: true });
      await until(() => press(tab, "Share (my results|set-up)"), "the Share button");
      await until(says(tab, "The link was shared."), "the note");
      const [shared = ""] = await handed(tab);
      expect(shared).toMatch(/^share http.*#.*&ref=1~[A-Za-z]+-[\d.]+~\d+~[tw-]mm~s[\d.]+/);
      expect(shared.length).toBeLessThan(2000);
      await load(new URL(shared.slice(6)).hash);
      expect(await visibleText(tab)).toMatch(/Author: .*; you: not run yet/);
    });

    test("sharing falls back to the clipboard, then to text to select", async () => {
      for (const share of ["missing", "NotAllowedError"]) {
        await load(setUp);
        await standIn(tab, { share, clipboard: false });
        await until(() => press(tab, "Share (my results|set-up)"), "the Share button");
        await until(says(tab, "The link is on the clipboard."), "the note");
        expect(await handed(tab)).toEqual([`copy ${lanes.server.url}${setUp}`]);
      }
      await load(setUp);
      await standIn(tab, { share: "NotAllowedError", clipboard: true });
      await until(() => press(tab, "Share (my results|set-up)"), "the Share button");
      await until(says(tab, "here is the link"), "the note");
      const selected = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const panel = app?.querySelector("lanes-take-away")?.shadowRoot;
        const input = panel?.querySelector("input");
        return input?.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0);
      });
      expect(selected).toContain(lanes.server.url);
      await load(setUp);
      await standIn(tab, { share: "AbortError", once: true, clipboard: false });
      // Closing the share sheet is no request for a copy: nothing may be handed over before the
      // reader actually shares.
      await until(() => press(tab, "Share (my results|set-up)"), "the Share button");
      await until(() => press(tab, "Share (my results|set-up)"), "the Share button");
      await until(says(tab, "The link was shared."), "the note");
      expect(await handed(tab)).toEqual([`share ${lanes.server.url}${setUp}`]);
    });

    test("the address follows the interface and adds nothing to the history", async () => {
      await load(setUp);
      const before = await tab.evaluate(() => history.length);
      await tab.evaluate(async () => {
        const column = document.querySelector("lanes-app")?.shadowRoot?.querySelector(".column");
        for (let seed = 2; seed < 200; seed++) {
          column?.dispatchEvent(new CustomEvent("spec-change", { detail: { seed } }));
          if (seed % 20 === 0) await new Promise((soon) => setTimeout(soon, 20));
        }
      });
      await until(async () => (await hash()).includes("seed=199"), "the address");
      expect(await tab.evaluate(() => history.length)).toBe(before);
    });

    test("a link that is followed is not overwritten by what the page was about to show", async () => {
      await load(setUp);
      await tab.evaluate(() => {
        const column = document.querySelector("lanes-app")?.shadowRoot?.querySelector(".column");
        for (const seed of [5, 6]) {
          column?.dispatchEvent(new CustomEvent("spec-change", { detail: { seed } }));
        }
        location.hash = "#seed=77";
      });
      // Of two timers with the same delay, the page's fires first because it was set first.
      await tab.evaluate(
        (ms: number) => new Promise<void>((passed) => setTimeout(passed, ms)),
        throttleMs,
      );
      expect(await hash()).toBe("#seed=77");
    });

    test("Back leads from link to link, and the interface follows", async () => {
      await load(setUp);
      const seed = () =>
        tab.evaluate(
          () => (document.querySelector("lanes-app") as unknown as { spec: Spec }).spec.seed,
        );
      await tab.evaluate(() => {
        location.hash = "#seed=77";
      });
      await until(async () => (await seed()) === 77, "the second link");
      await tab.evaluate(() => history.back());
      await until(async () => (await seed()) === 1, "the first again");
      expect(await hash()).toBe(setUp);
    });

    test("hostile links put no markup into the page and run nothing", async () => {
      await load("");
      const values = [
        "<img src=x onerror=alert(1) data-hostile>",
        "<svg onload=alert(1) data-hostile>",
        "</style><script data-hostile>alert(1)</script>",
        "javascript:alert(1)",
        "1~<b data-hostile>x</b>~8~tm-~s1",
        "1~Firefox-153~8~tm-~s1:<b data-hostile>",
        "%00%ff%fe",
        "\u202e\u0000\ud800",
        "9".repeat(5000),
      ];
      const keys = [
        "work",
        "how",
        "tasks",
        "size",
        "loop",
        "theme",
        "autorun",
        "ref",
        "v",
        "__proto__",
      ];
      const found = await tab.evaluate(
        async ({ keys: names, values: texts }) => {
          const alerts: unknown[] = [];
          window.alert = (said) => alerts.push(said);
          const failures: string[] = [];
          window.addEventListener("error", ({ message }) => failures.push(message));
          const hostile = (root: ParentNode): number =>
            [...root.querySelectorAll("*")].reduce(
              (sum, element) =>
                sum +
                (element.matches("[data-hostile], [onerror], [onload]") ? 1 : 0) +
                (element.shadowRoot ? hostile(element.shadowRoot) : 0),
              0,
            );
          let markup = 0;
          let told = 0;
          for (const key of names) {
            for (const text of texts) {
              for (const value of [text, encodeURIComponent(text.toWellFormed())]) {
                const before = location.hash;
                location.hash = `#${key}=${value}`;
                if (location.hash !== before) {
                  await new Promise((read) => addEventListener("hashchange", read, { once: true }));
                }
                const app = document.querySelector("lanes-app") as HTMLElement & {
                  updateComplete: Promise<unknown>;
                };
                await app.updateComplete;
                markup += hostile(document);
                if (app.shadowRoot?.querySelector(".changes")) told++;
              }
            }
          }
          const running = document
            .querySelector("lanes-app")
            ?.shadowRoot?.querySelector("lanes-run-bar") as unknown as { current?: string };
          return { alerts, failures, markup, told, running: running.current ?? "" };
        },
        { keys, values },
      );
      expect(found).toMatchObject({ alerts: [], failures: [], markup: 0, running: "" });
      // Nearly every one of them makes the page report something.
      expect(found.told).toBeGreaterThan((keys.length - 2) * values.length);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
