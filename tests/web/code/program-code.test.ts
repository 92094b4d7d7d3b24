/** Each thread of each program with shared state has its code, of the file that is compiled. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOfThread, nextLines, partOfOwn } from "../../../web/kit/code/program-code.ts";
import { readProgramCode } from "../../../web/plugins/program-code.ts";
import { leastThreads, programs } from "../../../web/spec/sharing/programs.ts";
import type { Execution } from "../../../web/spec/sharing/sharing.ts";

const repository = resolve(import.meta.dirname, "../../..");
const { code } = readProgramCode(repository);

const threadsOfAll = programs.flatMap(({ name, path, fixes }) =>
  fixes.flatMap(({ fix, firstLines }) =>
    firstLines.flatMap((lines, i) =>
      lines.map((line, thread) => ({
        name: `${name} ${fix}, ${leastThreads + i} threads, thread ${thread}`,
        sharing: { program: name, fix, threads: leastThreads + i },
        path,
        thread,
        line,
      })),
    ),
  ),
);

describe("the code of a thread", () => {
  it.each(threadsOfAll)("is there: $name", ({ sharing, path, thread, line }) => {
    const part = codeOfThread(code, sharing, thread);
    expect(part?.path).toBe(path);
    const source = readFileSync(resolve(repository, path), "utf8").split("\n");
    for (const shown of part?.lines ?? []) {
      const text = shown.tokens.map(([token]) => token).join("");
      expect(source[shown.line - 1]?.trim()).toBe(text.trim());
    }
    const first = part?.lines.find((shown) => shown.line === line);
    // A step is awaited.
    expect(first?.tokens.map(([token]) => token).join("")).toContain("co_await");
  });

  it("is a coroutine from its first line to its last, without calls that are no steps", () => {
    expect(code.parts.length).toBeGreaterThan(15);
    for (const { lines } of code.parts) {
      const texts = lines.map(({ tokens }) => tokens.map(([token]) => token).join(""));
      expect(texts.find((text) => !text.startsWith("//"))).toMatch(/^Thread \w+\(unsigned thread/);
      expect(texts.at(-1)).toBe("}");
      expect(texts.join("\n")).not.toContain("checkpoint");
    }
  });

  it("of a thread that there is not is none", () => {
    expect(codeOfThread(code, { program: "counter", fix: "none", threads: 2 }, 2)).toBeUndefined();
    expect(codeOfThread(code, { program: "counter", fix: "queue", threads: 2 }, 2)).toBeDefined();
    expect(codeOfThread(code, { program: "once", fix: "queue", threads: 2 }, 0)).toBeUndefined();
  });
});

describe("where threads stand", () => {
  const step = (thread: number, line: number) => ({ thread, what: "", sees: "", leaves: "", line });
  const execution: Execution = {
    schedule: "ABA",
    steps: [step(0, 10), step(1, 20), step(0, 11)],
    switches: 1,
    threads: 3,
    ending: "deadlock",
    outcome: null,
    waiting: [
      { thread: 1, object: "lock", holder: 0, line: 21 },
      { thread: 2, object: "lock", holder: 0, line: 30 },
    ],
    objects: [],
  };

  it("is at their next steps, then where they wait, or nowhere", () => {
    expect(nextLines(execution, 0)).toEqual([10, 20, 30]);
    expect(nextLines(execution, 1)).toEqual([11, 20, 30]);
    expect(nextLines(execution, 2)).toEqual([11, 21, 30]);
    expect(nextLines(execution, 3)).toEqual([null, 21, 30]);
  });
});

describe("a thread of the reader's own", () => {
  const source = `lanes::Cell total{"total"};

lanes::Thread writer() {
  co_await total.store(1);
}
lanes::Thread reader() {
  for (;;) {
    co_await total.load();
  }
}

lanes::Thread thread(int number) {
  return number == 0 ? writer() : reader();
}
bool holds(int) { return true; }
`;

  it("is shown by the function in which it takes its steps", () => {
    expect(partOfOwn(source, [4])).toMatchObject({ path: "", from: 3, to: 5 });
    const { from, to, lines } = partOfOwn(source, [8]);
    expect([from, to]).toEqual([6, 10]);
    expect(lines.map(({ line, tokens }) => `${line} ${tokens[0]?.[0]}`)).toEqual([
      "6 lanes::Thread reader() {",
      "7   for (;;) {",
      "8     co_await total.load();",
      "9   }",
      "10 }",
    ]);
  });

  it("that takes no step, or stands in no such function, is shown by all of it", () => {
    expect(partOfOwn(source, [])).toMatchObject({ from: 1, to: 15 });
    expect(partOfOwn("a\nb", [2])).toMatchObject({ from: 1, to: 2 });
  });
});
