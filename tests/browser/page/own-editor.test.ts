/** The editor of the reader's own code: what is written in it runs, and what is wrong stands at its line. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { write } from "../driver/editor.ts";
import { inOne, useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

const link = "#work=own&how=sequential,parallel&tasks=2&size=2000&workers=2";

/** (module (memory (export "memory") 1) (func (export "task") (param i32 i32) (result i64) i64.const 42)) */
const fortyTwo = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 126, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 17,
  2, 6, 109, 101, 109, 111, 114, 121, 2, 0, 4, 116, 97, 115, 107, 0, 0, 10, 6, 1, 4, 0, 66, 42, 11,
];

/** (module (import "env" "open" (func))) */
const greedy = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 12, 1, 3, 101, 110, 118, 4, 111, 112, 101, 110,
  0, 0,
];

describe.each(engines)("%s", (engine: Engine) => {
  describe("the editor of one's own code", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const open = async (hash: string) => {
      await goAnew(tab, `${lanes.server.url}${hash}`);
      await until(async () => (await source()) !== "", "the editor");
    };

    const source = () =>
      tab.evaluate(() => {
        const own = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-own")?.shadowRoot;
        const lines = [...(own?.querySelectorAll(".cm-line") ?? [])];
        return lines.map((line) => line.textContent ?? "").join("\n");
      });

    const choose = (select: string, value: string) =>
      tab.evaluate(
        ([id, wanted]) => {
          const own = document
            .querySelector("lanes-app")
            ?.shadowRoot?.querySelector("lanes-own")?.shadowRoot;
          const field = own?.querySelector<HTMLSelectElement>(`#${id}`);
          if (!field) throw new Error(`no ${id}`);
          field.value = wanted ?? "";
          field.dispatchEvent(new Event("change", { bubbles: true }));
        },
        [select, value],
      );

    const drop = (name: string, bytes: number[]) =>
      tab.evaluate(
        ([called, content]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(content as number[])], called as string));
          window.dispatchEvent(
            new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
          );
        },
        [name, bytes] as const,
      );

    /** What has the focus, through every shadow root. */
    const focused = () =>
      tab.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.getAttribute("aria-label") ?? at?.textContent?.trim() ?? "";
      });

    const run = () => until(() => press(tab, "^\\s*Run both"), "the Run button");

    test("JavaScript that was changed runs, and is in the link", async () => {
      await open(link);
      expect(await source()).toContain("export async function task");
      await write(tab, "export const task = ({ seed, size }) => seed * size;");
      await run();
      await until(says(tab, "Same answer"), "the results");
      await until(
        () => tab.evaluate(() => location.hash.includes("code=")),
        "the source in the link",
      );
      expect(tab.errors()).toEqual([]);
    });

    test("it is reached, written in, left and run by keyboard alone", async () => {
      await open(link);
      for (let i = 0; !(await focused()).startsWith("Your code"); i++) {
        expect(i, "how often Tab was pressed").toBeLessThan(60);
        await tab.keys("Tab");
      }
      await tab.keys("Control+a", ..."export const task = () => 1;", "Enter", ..."let x;");
      await tab.keys("Control+]");
      expect(await source()).toBe("export const task = () => 1;\n  let x;");
      await tab.keys("Control+[");
      expect(await source()).toBe("export const task = () => 1;\nlet x;");
      await tab.keys("Tab");
      expect(await focused()).not.toContain("Your code");
      await tab.keys("Shift+Tab");
      expect(await focused()).toContain("Your code");
      await tab.keys("Control+Enter");
      await until(says(tab, "Same answer"), "the results");
      await tab.keys("Control+a", ..."export function task() { for (;;); }", "Control+Enter");
      await until(
        () => tab.evaluate(() => document.querySelector("iframe[sandbox]") !== null),
        "the run",
      );
      await tab.keys("Escape");
      await until(says(tab, "was cancelled"), "the end of the run");
      expect(tab.errors()).toEqual([]);
    });

    test("fits a page of 360 px", async () => {
      await tab.resize(360, 700);
      await open(link);
      await write(tab, `export const task = () => "${"wide ".repeat(60)}";`);
      const { inner, wide } = await tab.evaluate(() => ({
        inner: document.documentElement.clientWidth,
        wide: document.documentElement.scrollWidth,
      }));
      expect(wide).toBeLessThanOrEqual(inner);
      await tab.resize(1000, 800);
    });

    test("leaving is asked about only while nothing has the source", async () => {
      /** Whether the page asks when it is left. */
      const asks = () =>
        tab.evaluate(() => {
          const leaving = new Event("beforeunload", { cancelable: true });
          window.dispatchEvent(leaving);
          return leaving.defaultPrevented;
        });
      const listeners = () =>
        tab.evaluate(() => (window as unknown as { listeners: Set<unknown> }).listeners.size);
      // Before the editor is there.
      await goAnew(tab, lanes.server.url);
      await tab.evaluate(() => {
        const listeners = new Set<unknown>();
        const { addEventListener: add, removeEventListener: remove } = window;
        Object.assign(window, {
          listeners,
          addEventListener(type: string, listener: never, how: never) {
            if (type === "beforeunload") listeners.add(listener);
            add.call(window, type, listener, how);
          },
          removeEventListener(type: string, listener: never, how: never) {
            if (type === "beforeunload") listeners.delete(listener);
            remove.call(window, type, listener, how);
          },
        });
      });
      await tab.evaluate((hash) => {
        location.hash = hash;
      }, link);
      await until(async () => (await source()) !== "", "the editor");
      const long = (lines: number) =>
        `export const task = () => 1;\n${Array.from({ length: lines }, (_, i) => `// ${(i * 2654435761) % 2 ** 32}`).join("\n")}`;
      await write(tab, long(3000));
      const stored = () =>
        tab.evaluate(() => JSON.stringify({ ...sessionStorage }).length > 30_000);
      await until(stored, "this tab’s storage to have it");
      expect(await asks()).toBe(false);
      expect(await listeners()).toBe(0);
      await tab.evaluate(() => {
        Storage.prototype.setItem = () => {
          throw new Error("full");
        };
      });
      await write(tab, long(3001));
      await until(asks, "the page to ask");
      await write(tab, long(1));
      await until(async () => !(await asks()), "the page to ask no more");
      expect(await listeners()).toBe(0);
      expect(tab.errors()).toEqual([]);
    });

    test("what the parser cannot read, and what a task throws, stand at their lines", async () => {
      await open(link);
      await write(tab, "export function task() {\n  return ];\n}");
      await until(says(tab, "Line 2"), "what the parser cannot read");
      await write(tab, "export function task() {\n\n  throw new Error('on ' + 'purpose');\n}");
      await run();
      await until(says(tab, "on purpose"), "the exception");
      await until(says(tab, "Line 3"), "its line");
    });

    test("a .wasm file that is dropped runs; one that wants more is refused by name", async () => {
      await drop("greedy.wasm", greedy);
      await until(says(tab, "env.open"), "the refusal");
      await drop("text.wasm", [104, 105]);
      await until(says(tab, "text.wasm is not WebAssembly"), "the refusal of what is none");
      await drop("task.wasm", fortyTwo);
      await until(says(tab, "task.wasm, 0.1 kB"), "the file");
      await run();
      await until(says(tab, "Same answer"), "the results");
    });

    test("an example brings its language and its numbers", async () => {
      await choose("example", "await-in-a-for");
      await until(async () => (await source()).includes("const fixed = false"), "the example");
      expect(await tab.evaluate(() => location.hash)).toContain("size=10");
      expect(tab.errors()).toEqual([]);
    });

    // Each needs Clang, which takes long to start: own/algorithms starts it in every engine.
    const compiling: [string, () => Promise<void>][] = [
      [
        "C++ is compiled here, checked while one types, and compiled once only",
        async () => {
          await open(link);
          await choose("language", "cpp");
          await until(says(tab, "Clang compiles it here"), "the offer of the compiler");
          await run();
          await until(says(tab, "kB of WebAssembly"), "the size of what was compiled");
          await until(says(tab, "Same answer"), "the results");
          await write(tab, "int task(int seed, int size) {\n  return seed + sise;\n}");
          await until(says(tab, "undeclared identifier"), "Clang's sentence");
          expect(await visibleText(tab)).toContain("Line 2");
          await run();
          await until(says(tab, "This C++ does not compile, in line 2"), "the failure of the run");
          await write(
            tab,
            "#include <vector>\nint task(int seed, int size) {\n  return std::vector<int>(size, seed).size();\n}",
          );
          await run();
          await until(says(tab, "Same answer"), "the results of the one that compiles");
          expect(tab.errors()).toEqual([]);
        },
      ],
      [
        "threads that share state are explored, and the schedule that fails is stepped",
        async () => {
          await open(link);
          await choose("example", "lost-update");
          await until(async () => (await source()).includes("lanes::Cell total"), "the example");
          await until(() => press(tab, "Explore every schedule"), "Explore");
          await until(says(tab, "Found: a schedule of 4 steps and 1 switch"), "the verdict");
          await until(says(tab, "Of all 6 schedules, 4 fail"), "the counts");
          await until(says(tab, "next: line 13"), "the threads beside their code");
          await until(() => press(tab, "^\\s*Step\\s*$"), "a step");
          await until(says(tab, "1 of 4. A: load total, and sees 0."), "what it did");
          await write(tab, (await source()).replace("fixed = false", "fixed = true"));
          await until(says(tab, "Not explored yet"), "that the verdict is gone with its program");
          await until(() => press(tab, "Explore every schedule"), "Explore");
          await until(says(tab, "Proved: none of the 2 schedules fails."), "the proof");
          expect(tab.errors()).toEqual([]);
        },
      ],
    ];

    test.each(inOne("chromium", compiling, engine))("%s", (_, act) => act());
  });
});
