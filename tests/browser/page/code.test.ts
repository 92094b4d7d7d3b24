/**
 * Each strategy's row unfolds to the code that runs, and marks the lines at which the tasks of a run
 * stand; so does the embed with `show=code`.
 */
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { filesFor, type Language, type Wanted } from "../../../web/kit/code/shown-code.ts";
import { readShownCode } from "../../../web/plugins/shown-code.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, until } from "../driver/reader.ts";

const { code } = readShownCode(resolve(import.meta.dirname, "../../.."));

/** The text of the parts as the sources have it. */
function sourceOf(language: Language, wanted: Wanted): string {
  return filesFor(code.parts[language], wanted)
    .flatMap(({ parts }) => parts)
    .flatMap(({ lines }) => lines.map(({ tokens }) => tokens.map(([text]) => text).join("")))
    .join("\n");
}

interface Shown {
  expanded: boolean;
  /** Of the selected tab; undefined where nothing is unfolded. */
  language?: string;
  focused?: boolean;
  said?: string;
  paths?: string[];
  text?: string;
}

/** Installs `window.code` in the page: what a reader sees and does with the code of a strategy. */
async function watch(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    type Root = Document | ShadowRoot | Element;
    const find = (root: Root, selector: string): Element | undefined => {
      for (const element of root.querySelectorAll("*")) {
        if (element.matches(selector)) return element;
        const within = element.shadowRoot && find(element.shadowRoot, selector);
        if (within) return within;
      }
      return undefined;
    };
    const foldOf = (how: string): Element | undefined => {
      const folds: Element[] = [];
      const gather = (root: Root) => {
        for (const element of root.querySelectorAll("*")) {
          if (element.localName === "lanes-code-fold") folds.push(element);
          if (element.shadowRoot) gather(element.shadowRoot);
        }
      };
      gather(document);
      return folds.find((fold) => (fold as Element & { how?: string }).how === how);
    };
    const button = (how: string) =>
      foldOf(how)?.shadowRoot?.querySelector<HTMLElement>("button[aria-expanded]");
    const panel = (how: string) => {
      const fold = foldOf(how)?.shadowRoot;
      return fold && find(fold, "lanes-code")?.shadowRoot;
    };
    /** Without the marks. */
    const plain = (element: Element) => {
      const copy = element.cloneNode(true) as Element;
      for (const mark of copy.querySelectorAll(".mark")) mark.remove();
      return copy.textContent ?? "";
    };
    const watched = {
      marks: new Set<string>(),
      there: (how: string) => button(how) !== undefined && button(how) !== null,
      press: (how: string) => button(how)?.click(),
      key(how: string, key: string) {
        const tabs = panel(how)?.querySelector("[aria-selected=true]");
        tabs?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      },
      shown(how: string): Shown {
        const root = panel(how);
        const expanded = button(how)?.getAttribute("aria-expanded") === "true";
        const selected = root?.querySelector("[aria-selected=true]");
        if (!root || !selected) return { expanded };
        return {
          expanded,
          language: selected.textContent?.trim() ?? "",
          focused: root.activeElement === selected,
          said: root.querySelector(".said")?.textContent?.trim() ?? "",
          paths: [...root.querySelectorAll(".path")].map((path) => path.textContent?.trim() ?? ""),
          // Each line ends with a line feed.
          text: [...root.querySelectorAll("code")].map(plain).join("").replace(/\n$/, ""),
        };
      },
      /** From now on every mark is kept, as `line: mark`. */
      follow(how: string) {
        const root = panel(how);
        if (!root) throw new Error(`${how} is not unfolded.`);
        watched.marks.clear();
        const note = () => {
          if (!root.querySelector(".said")?.textContent?.includes("is running")) return;
          for (const line of root.querySelectorAll(".here")) {
            const mark = line.querySelector(".mark")?.textContent;
            watched.marks.add(`${plain(line).trim()}: ${mark}`);
          }
        };
        const options = { subtree: true, childList: true, characterData: true };
        new MutationObserver(note).observe(root, options);
      },
    };
    Object.assign(window, { code: watched });
  });
}

interface Watched {
  marks: Set<string>;
  there(how: string): boolean;
  press(how: string): void;
  key(how: string, key: string): void;
  shown(how: string): Shown;
  follow(how: string): void;
}
declare const window: Window & { code: Watched };

const shown = (tab: Tab, how: string) =>
  tab.evaluate((name: string) => window.code.shown(name), how);

async function unfold(tab: Tab, how: string): Promise<Shown> {
  await until(() => tab.evaluate((name: string) => window.code.there(name), how), "the button");
  if (!(await shown(tab, how)).expanded) {
    await tab.evaluate((name: string) => window.code.press(name), how);
  }
  await until(async () => (await shown(tab, how)).language !== undefined, "the code");
  return shown(tab, how);
}

/** The scripts that have been loaded and whose names begin like that. */
const loaded = (tab: Tab, name: string) =>
  tab.evaluate(
    (wanted: string) =>
      performance.getEntriesByType("resource").filter((entry) => entry.name.includes(wanted))
        .length,
    `/${name}-`,
  );

async function show(tab: Tab, url: string): Promise<void> {
  await goAnew(tab, url);
  await watch(tab);
}

const underWay = [
  {
    how: "sequential",
    link: "work=http&tasks=3&latency=1000",
    marks: ["auto end = request_of(task, request, endpoint);: 1 in flight"],
    never: /[2-9] in flight/,
  },
  {
    how: "concurrent",
    link: "work=http&tasks=6&latency=3000",
    marks: ["co_await start(task);: 6 in flight", "co_await all;: waits for 6"],
    never: /[7-9] in flight/,
  },
  {
    how: "bounded",
    link: "work=http&tasks=6&latency=1000&limit=2",
    marks: [
      "co_await permits.acquire();: 4 queued",
      "co_await start(task);: 2 in flight",
      "co_await all;: waits for 6",
    ],
    never: /[3-9] in flight/,
  },
  {
    how: "sliced",
    link: "work=hash&tasks=3&size=3000000",
    marks: ["co_await start(task);: 3 in flight", "co_await turns.next();: 3 in flight"],
    never: /[4-9] in flight/,
  },
];

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("the code of a strategy", needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test("is loaded when it is unfolded, and is that of the sources", async () => {
      await show(tab, lanes.server.url);
      await until(async () => (await loaded(tab, "code-fold")) > 0, "the buttons");
      expect(await loaded(tab, "code-panel")).toBe(0);
      const { tier } = await tab.evaluate(() => window.lanes.capabilities());
      if (tier === "none") throw new Error("no tier");
      for (const how of ["sequential", "concurrent", "bounded", "sliced", "parallel"]) {
        const { expanded, language, text, paths } = await unfold(tab, how);
        expect({ expanded, language }).toEqual({ expanded: true, language: "C++" });
        const wanted: Wanted = { how, bound: "cpu", tier };
        expect(text).toBe(sourceOf("C++", wanted));
        expect(paths).toEqual(filesFor(code.parts["C++"], wanted).map(({ path }) => path));
      }
      expect(await loaded(tab, "code-panel")).toBe(1);
      await tab.evaluate(() => window.code.press("sliced"));
      await until(async () => !(await shown(tab, "sliced")).expanded, "the fold");
      expect(tab.errors()).toEqual([]);
    });

    test("is in four languages, through which the arrow keys lead", async () => {
      await show(tab, lanes.server.url);
      await unfold(tab, "bounded");
      const wanted: Wanted = { how: "bounded", bound: "cpu", tier: "threads" };
      for (const [key, language, said] of [
        ["ArrowRight", "JavaScript", "tests run it"],
        ["End", "Go", "only compile it"],
        ["ArrowLeft", "Python", "tests run it"],
        ["ArrowRight", "Go", "does not run on this page"],
        ["ArrowRight", "C++", "will run"],
        ["Home", "C++", "will run"],
      ] as const) {
        await tab.evaluate((pressed: string) => window.code.key("bounded", pressed), key);
        await until(async () => {
          const now = await shown(tab, "bounded");
          return now.language === language && now.focused === true;
        }, language);
        const now = await shown(tab, "bounded");
        expect(now.text).toBe(sourceOf(language, wanted));
        expect(now.said).toContain(said);
      }
    });

    test("is that of the work chosen", async () => {
      await show(tab, `${lanes.server.url}#work=http&latency=10&how=sequential`);
      const { text } = await unfold(tab, "sequential");
      expect(text).toBe(sourceOf("C++", { how: "sequential", bound: "io", tier: "threads" }));
      expect(text).toContain("request_of(task, request, endpoint)");
      await tab.evaluate(() => window.code.key("sequential", "ArrowRight"));
      await until(
        async () => (await shown(tab, "sequential")).text?.includes("await get(url)") === true,
        "the requests",
      );
    });

    test.each(spread(underWay, engine))(
      "$how: the lines under way are marked",
      async ({ how, link, marks, never }) => {
        await show(tab, `${lanes.server.url}#${link}&how=${how}&backend=modelled`);
        await unfold(tab, how);
        await tab.evaluate((name: string) => window.code.follow(name), how);
        await press(tab, "^\\s*Run");
        await until(
          async () => (await shown(tab, how)).said?.includes("The code that ran.") === true,
          "the result",
        );
        const seen = await tab.evaluate(() => [...window.code.marks]);
        expect(seen).toEqual(expect.arrayContaining(marks));
        expect(seen.filter((mark) => never.test(mark))).toEqual([]);
        expect((await shown(tab, how)).said).toContain("Marked: what was measured there.");
        expect(tab.errors()).toEqual([]);
      },
    );

    test("of tasks that held the loop is marked after the run, and says why", async () => {
      await show(tab, `${lanes.server.url}#how=concurrent&size=20000&tasks=3`);
      await unfold(tab, "concurrent");
      await press(tab, "^\\s*Run");
      await until(
        async () => (await shown(tab, "concurrent")).said?.includes("held the event loop") === true,
        "the result",
      );
    });

    test("scrolls in its own box on a phone", async () => {
      await tab.resize(320, 700);
      await show(tab, `${lanes.server.url}#show=code&how=parallel`);
      await unfold(tab, "parallel");
      const { over, inside } = await tab.evaluate(() => {
        const panels: Element[] = [];
        const gather = (root: Document | ShadowRoot) => {
          for (const element of root.querySelectorAll("*")) {
            if (element.matches("lanes-code")) {
              const panel = element.shadowRoot?.querySelector("[role=tabpanel]");
              if (panel) panels.push(panel);
            }
            if (element.shadowRoot) gather(element.shadowRoot);
          }
        };
        gather(document);
        return {
          over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          inside: panels.map((panel) => panel.scrollWidth > panel.clientWidth),
        };
      });
      expect(over).toBe(0);
      expect(inside).toEqual([true]);
      await tab.resize(1280, 900);
    });

    test("is unfolded by show=code in the embed, which loads none otherwise", async () => {
      const embed = `${lanes.server.url}embed.html#how=sequential,bounded&size=1000`;
      await show(tab, embed);
      expect(await loaded(tab, "code-fold")).toBe(0);
      await show(tab, `${embed}&show=code`);
      for (const how of ["sequential", "bounded"]) {
        await until(async () => (await shown(tab, how)).language === "C++", "the code");
        const { text, expanded } = await shown(tab, how);
        expect(expanded).toBe(true);
        expect(text).toBe(sourceOf("C++", { how, bound: "cpu", tier: "threads" }));
      }
      expect(tab.errors()).toEqual([]);
    });
  });
});
