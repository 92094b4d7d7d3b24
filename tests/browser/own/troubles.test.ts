/**
 * What is wrong with the reader's own code, in every engine and language: a code, a sentence, and a
 * line where there is one.
 */
import { describe, expect, test } from "vitest";
import { needs } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { ofWat } from "./made.ts";
import { memory, plain } from "./modules.ts";
import { trouble } from "./runs.ts";

/** The resumable form, which ends at once; `also` has more fields. */
const resumable = ({ begin = 8, answer = 0, bytes = 0, also = "" }) => `(module ${memory} ${also}
  (func (export "lanes_begin") (param i32 i32) (result i32) (i32.const ${begin}))
  (func (export "lanes_resume") (param i32 i32) (result i32) (i32.const 0))
  (func (export "lanes_answer") (param i32) (result i32) (i32.const ${answer}))
  (func (export "lanes_answer_bytes") (param i32) (result i32) (i32.const ${bytes})))`;

const wrong: [what: string, bytes: number[], code: string, says: string][] = [
  ["no exports", ofWat("(module)"), "does-not-compile", "no memory"],
  ["bytes that are no module", [1, 2, 3], "does-not-compile", "not valid WebAssembly"],
  ...modules(),
];

/** As `wrong`, of WAT. */
function modules(): typeof wrong {
  const all: [what: string, wat: string, code: string, says: string][] = [
    [
      "an import",
      `(module (import "env" "now" (func)) ${memory} ${plain} (i64.const 1)))`,
      "does-not-compile",
      "“env.now”",
    ],
    [
      "no task",
      `(module ${memory} (func (export "main") (result i64) (i64.const 1)))`,
      "does-not-compile",
      "neither task",
    ],
    ["unreachable", `(module ${memory} ${plain} (unreachable)))`, "task-threw", "unreachable"],
    [
      "out of bounds",
      `(module ${memory} ${plain} (i64.load (i32.const -1))))`,
      "task-threw",
      "outside its memory",
    ],
    [
      "recursion",
      `(module ${memory} (func $task (export "task") (param i32 i32) (result i64)
      (i64.add (call $task (local.get 0) (local.get 1)) (i64.const 1))))`,
      "task-threw",
      "too deeply",
    ],
    [
      "division by zero",
      `(module ${memory} ${plain} (i64.div_s (i64.const 1) (i64.const 0))))`,
      "task-threw",
      "divided by zero",
    ],
    [
      "a memory that grows without end",
      `(module ${memory} ${plain}
      (loop $on (br_if $on (i32.ne (memory.grow (i32.const 128)) (i32.const -1)))) (unreachable)))`,
      "out-of-memory",
      "512 MiB",
    ],
    [
      "a task without a memory",
      `(module ${plain} (i64.const 1)))`,
      "does-not-compile",
      "no memory named “memory”",
    ],
    [
      "a memory that is none",
      `(module (func (export "memory")) ${plain} (i64.const 1)))`,
      "does-not-compile",
      "no memory named “memory”",
    ],
    [
      "a task that gives an i32",
      `(module ${memory} (func (export "task") (param i32 i32) (result i32) (i32.const 1)))`,
      "does-not-compile",
      "must return an i64",
    ],
    [
      "a part of the resumable form",
      `(module ${memory} (func (export "lanes_begin") (param i32 i32) (result i32) (i32.const 8)))`,
      "does-not-compile",
      "no function “lanes_resume”",
    ],
    [
      "a memory of 64 bits",
      `(module (memory (export "memory") i64 1) ${plain} (i64.const 1)))`,
      "does-not-compile",
      "",
    ],
    [
      "a memory that begins with a gibibyte",
      `(module (memory (export "memory") 16384) ${plain} (i64.const 1)))`,
      "out-of-memory",
      "starts with 1024 MiB",
    ],
    ["no handle", resumable({ begin: 0 }), "task-threw", "lanes_begin returned 0"],
    ["an answer that is too long", resumable({ bytes: 2 ** 21 }), "task-threw", "the limit is"],
    [
      "an answer outside its memory",
      resumable({ answer: -8, bytes: 16 }),
      "task-threw",
      "outside its memory",
    ],
    [
      "an _initialize that traps",
      resumable({ also: '(func (export "_initialize") (unreachable))' }),
      "task-threw",
      "unreachable",
    ],
    [
      "a line outside its memory",
      `(module (import "lanes" "log" (func $log (param i32 i32))) ${memory}
      ${plain} (call $log (i32.const -8) (i32.const 16)) (i64.const 1)))`,
      "task-threw",
      "outside its memory",
    ],
    [
      "a pointer to no function",
      `(module ${memory} (table 1 funcref) (type $none (func))
      ${plain} (call_indirect (type $none) (i32.const 0)) (i64.const 1)))`,
      "task-threw",
      "through a pointer that is none",
    ],
    [
      "a number that does not fit",
      `(module ${memory} ${plain} (i64.trunc_f64_s (f64.const 1e30))))`,
      "task-threw",
      "did not fit its type",
    ],
  ];
  return all.map(([what, wat, code, says]) => [what, ofWat(wat), code, says]);
}

const header = "int task(int seed, int size) {\n";

/** Line 0: there is none. */
const inCpp: [what: string, code: string, expected: string, line: number, says: RegExp][] = [
  ["an unknown name", `${header}  return sise;\n}`, "does-not-compile", 2, /undeclared/],
  ["a missing header", "#include <nothing.hpp>\n", "does-not-compile", 1, /not found/],
  ["no task", "int other() { return 1; }", "does-not-compile", 1, /There is no task\(/],
  ["nothing to answer", "void task(int seed, int size) {}", "does-not-compile", 1, /has to return/],
  [
    "an answer that has no text",
    "struct Pair { int a, b; };\nPair task(int seed, int size) { return {}; }",
    "does-not-compile",
    2,
    /an integer or text/,
  ],
  [
    "a wait for what is none",
    "lanes::Task task(lanes::Seed seed, std::uint32_t size) {\n  co_await 5;\n  co_return 1;\n}",
    "does-not-compile",
    2,
    /co_await takes/,
  ],
  ["an exception", `${header}  throw 1;\n}`, "does-not-compile", 2, /exceptions disabled/],
  [
    "a function without a body",
    `\nint elsewhere(int);\n${header}  return elsewhere(size);\n}`,
    "does-not-compile",
    2,
    /defined nowhere/,
  ],
  [
    "an import",
    `extern "C" __attribute__((import_module("env"), import_name("now"))) int now();\n${header}  return now();\n}`,
    "does-not-compile",
    1,
    /env\.now/,
  ],
  ["abort()", `#include <cstdlib>\n${header}  std::abort();\n}`, "task-threw", 0, /unreachable/],
  [
    "an access outside the memory",
    `${header}  return *reinterpret_cast<volatile int*>(0xfffffff0);\n}`,
    "task-threw",
    0,
    /outside its memory/,
  ],
  [
    "a stack that overflows",
    `int deep(volatile int* last) {
      volatile int frame[1000];
      frame[0] = *last + 1;
      return deep(frame) + frame[0];
    }\n${header}  volatile int first = seed;\n  return deep(&first);\n}`,
    "task-threw",
    0,
    /outside its memory|too deeply/,
  ],
  [
    "a division by zero",
    `${header}  volatile int none = 0;\n  return seed / none;\n}`,
    "task-threw",
    0,
    /divided by zero/,
  ],
  [
    "more memory than there is",
    `#include <vector>\n${header}  std::vector<std::vector<char>> kept;\n  for (;;) kept.emplace_back(1 << 20);\n}`,
    "out-of-memory",
    0,
    /512 MiB/,
  ],
];

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("own code", needs(engine), () => {
    const { tab } = useLanes(engine, isolated);

    test.each([
      ["const = 1;", "does-not-compile", 1],
      [
        "export const one = 1;\n\nexport function task() {\n  return ];\n}\n",
        "does-not-compile",
        4,
      ],
      ["export const other = 1;", "does-not-compile", 0],
      ["export const task = 1;", "does-not-compile", 0],
      ["\nthrow new Error('at once');", "task-threw", 2],
      ["export function task() {\n  return missing;\n}\n", "task-threw", 2],
      ["export async function task({ get }) {\n  await get(1);\n  null.x;\n}\n", "task-threw", 3],
      [
        "export function* task() {\n  yield;\n  throw new RangeError('late');\n}\n",
        "task-threw",
        3,
      ],
      ["export function task() {}", "task-threw", 0],
      ["export function task() { return {}; }", "task-threw", 0],
      ["export function task() { return Symbol('x'); }", "task-threw", 0],
      ["export function task() { throw undefined; }", "task-threw", 0],
      ["export const task = () => task() + 1;", "task-threw", 1],
    ])("%j: %s in line %i", async (code, expected, line) => {
      const found = await trouble(tab, { code });
      expect(`${found.code}: ${found.message}`).toMatch(new RegExp(`^${expected}: [A-Z].*: `));
      expect(found.diagnostics[0]?.line, found.message).toBe(line);
      if (line > 0) expect(found.message).toContain(`in line ${line}`);
    });

    test.each(wrong)("a module with %s is a sentence", async (_, bytes, code, says) => {
      const found = await trouble(tab, {}, bytes);
      expect(`${found.code}: ${found.message}`).toContain(`${code}: `);
      expect(found.message).toContain(says);
      expect(found.diagnostics.length).toBeLessThanOrEqual(1);
    });

    test.each(spread(inCpp, engine))(
      "C++ with %s is a sentence",
      async (_, code, expected, line, says) => {
        const found = await trouble(tab, { lang: "cpp", code });
        expect(`${found.code}: ${found.message}`).toMatch(new RegExp(`^${expected}: [A-Z]`));
        expect(found.message).toMatch(says);
        expect(found.diagnostics[0]?.line ?? 0, found.message).toBe(line);
        if (line > 0) expect(found.message).toContain(`in line ${line}`);
      },
    );
  });
});
