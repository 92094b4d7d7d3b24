/**
 * Programs with shared state of the reader's own, compiled as in the page and driven by the explorer's
 * module: they are found out as ours are, and what goes wrong in them is told in a sentence.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { MainModule } from "@generated/wasm/lanes-sharing";
import { beforeAll, describe, expect, test } from "vitest";
import { executionOf, exploredBy } from "../../web/analysis/explore/outcome.ts";
import { type OwnSize, OwnThreads } from "../../web/analysis/explore/own/own-threads.ts";
import { type ClangKit, check, compile } from "../../web/engine/own/compiler/clang.ts";
import type { LanesError } from "../../web/spec/errors.ts";
import { loadModule } from "./module.ts";
import { clangKit, Kernel } from "./own-clang.ts";

const examples = resolve(import.meta.dirname, "../../web/own-examples");
const memoryBytes = 512 * 2 ** 20;

let lanes: MainModule;
let kit: ClangKit;
beforeAll(async () => {
  [lanes, kit] = await Promise.all([loadModule<MainModule>("lanes-sharing"), clangKit()]);
});

const kept = new Map<string, Uint8Array<ArrayBuffer>>();

async function compiled(source: string): Promise<Uint8Array<ArrayBuffer>> {
  const before = kept.get(source);
  if (before) return before;
  const result = await compile(kit, source);
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics));
  const wasm = new Uint8Array(result.wasm);
  kept.set(source, wasm);
  return wasm;
}

async function program(source: string, size: Partial<OwnSize> = {}): Promise<OwnThreads> {
  return OwnThreads.load(
    lanes,
    await compiled(source),
    { threads: 2, times: 1, ...size },
    memoryBytes,
  );
}

async function explored(
  source: string,
  size: Partial<OwnSize> = {},
  { preemptions = -1, mostMs = Number.POSITIVE_INFINITY } = {},
) {
  const { sharing } = await program(source, size);
  const run = sharing.explore(preemptions);
  if (!run) throw new Error("no run");
  const { signal } = new AbortController();
  const advancing = { stepsAtOnce: 10_000, signal, tell: () => undefined, mostMs };
  return exploredBy(run, advancing, (schedule) => executionOf(schedule, sharing.replay(schedule)));
}

/** As the module says of one of our programs. */
function builtIn(name: string, fix: string, threads: number, times: number) {
  const run = new lanes.ExplorationRun({ program: name, fix, threads, times }, -1);
  while (!run.advance(1e9));
  const outcome = run.outcome();
  run.delete();
  return outcome;
}

/** As it stands, and with its one switch turned. */
function bothOf(file: string): [string, string] {
  const source = readFileSync(resolve(examples, file), "utf8");
  const turned = source.replace("fixed = false;", "fixed = true;");
  expect(turned).not.toBe(source);
  return [source, turned];
}

/** `counter` as wasm/core/sharing/programs/counter.hpp has it. */
const counters = {
  none: `int seen = co_await total.load(); co_await total.store(seen + 1);`,
  atomic: `co_await total.add(1);`,
  mutex: `co_await lock.lock(); int seen = co_await total.load(); co_await total.store(seen + 1); co_await lock.unlock();`,
  cas: `int seen; do seen = co_await total.load(); while (!co_await total.compare_exchange(seen, seen + 1));`,
};

function counter(fix: keyof typeof counters): string {
  return `
lanes::Cell total{"total", 0};
lanes::Mutex lock{"lock"};
lanes::Thread thread(int) {
  for (int done = 0; done < lanes::times; ++done) { ${counters[fix]} }
}
bool holds(int threads) { return total.now() == threads * lanes::times; }`;
}

describe("a counter of one's own", () => {
  const fixes = Object.keys(counters) as (keyof typeof counters)[];
  const shapes = fixes.flatMap((fix) =>
    [2, 3].flatMap((threads) => [1, 2].map((times) => ({ fix, threads, times }))),
  );
  // Where states are told apart by all that was seen, the largest has too many for a test.
  const small = shapes.filter(({ fix, threads, times }) => fix !== "cas" || threads * times < 6);
  test.each(small)(
    "$fix, $threads threads × $times: the verdict and the counts of ours",
    async (shape) => {
      const { fix, threads, times } = shape;
      const ours = builtIn("counter", fix, threads, times);
      const own = await explored(counter(fix), { threads, times });
      expect(own.verdict).toBe(ours.verdict);
      expect(own.interleavings).toBe(ours.interleavings);
      expect(own.failing).toBe(ours.failing);
      expect(own.deadlocks).toBe(0);
      expect(own.shortest?.schedule ?? "").toBe(String(ours.schedule));
      expect(own.switchesCleared).toBe(ours.switchesCleared < 0 ? null : ours.switchesCleared);
    },
  );

  test("its steps are ours, at its own lines", async () => {
    const source = `lanes::Cell total{"total", 7};
lanes::Thread thread(int) {
  int seen = co_await total.load();
  co_await total.store(
      seen + 1);
}
bool holds(int threads) { return total.now() == 7 + threads; }`;
    const { shortest } = await explored(source);
    expect(shortest).toMatchObject({
      schedule: "ABBA",
      ending: "broken",
      switches: 1,
      fewest: true,
    });
    expect(shortest?.objects).toEqual([{ name: "total", holds: "7" }]);
    expect(
      shortest?.steps.map(({ what, sees, leaves, line }) => [what, sees, leaves, line]),
    ).toEqual([
      ["load total", "7", "7", 3],
      ["load total", "7", "7", 3],
      ["store 8 to total", "", "8", 4],
      ["store 8 to total", "", "8", 4],
    ]);
  });
});

describe("the examples", () => {
  test.each([
    ["lost-update.cpp", "broken"],
    ["check-then-act.cpp", "broken"],
    ["lock-order.cpp", "deadlock"],
  ])("%s: the mistake is found, the fix is proved", async (file, ending) => {
    const [mistake, fix] = bothOf(file);
    for (const threads of [2, 3]) {
      for (const source of [mistake, fix]) expect(await check(kit, source)).toEqual([]);
      const before = await explored(mistake, { threads });
      expect(before).toMatchObject({ verdict: "found", shortest: { ending, fewest: true } });
      expect(before.failing).toBeGreaterThan(0);
      expect((before.deadlocks ?? 0) > 0).toBe(ending === "deadlock");
      expect(await explored(fix, { threads })).toMatchObject({
        verdict: "proved",
        failing: 0,
        deadlocks: 0,
      });
    }
  });
});

describe("what threads share", () => {
  const blind = (body: string) => `
lanes::Cell cell{"cell"};
int plain = 0;
lanes::Thread thread(int number) { ${body} }
bool holds(int) { return cell.now() < 2; }`;

  test("is cells and nothing else: a plain variable is a thread's own, and new with each schedule", async () => {
    const source = blind(
      "++plain; co_await cell.add(0); co_await cell.store(++plain > 2 ? 2 : 0);",
    );
    expect(await explored(source, { threads: 3 })).toMatchObject({ verdict: "proved" });
  });

  test("memory that grows is given back with each schedule", async () => {
    const source = `
lanes::Cell cell{"cell"};
lanes::Thread thread(int) {
  char* room = static_cast<char*>(lanes::detail::allocate(1 << 20));
  room[1000] = 1;
  co_await cell.add(room[1000]);
  co_await cell.add(room[1000]);
}
bool holds(int threads) { return cell.now() == 2 * threads; }`;
    expect(await explored(source, { threads: 3 })).toMatchObject({
      verdict: "proved",
      interleavings: 90,
    });
  });

  test("standard headers work, too", async () => {
    const source = `#include <vector>
std::vector<int> amounts{1, 2};
lanes::Cell sum{"sum"};
lanes::Thread thread(int) {
  std::vector<int> mine(amounts.rbegin(), amounts.rend());
  for (int amount : mine) co_await sum.add(amount);
}
bool holds(int threads) { return sum.now() == 3 * threads; }`;
    expect(await explored(source)).toMatchObject({ verdict: "proved", interleavings: 6 });
  });

  test("a lock that is released by another is misuse, one taken twice a deadlock", async () => {
    const misused = `lanes::Mutex m{"m"}; lanes::Thread thread(int) { co_await m.unlock(); }`;
    expect(await explored(misused)).toMatchObject({
      verdict: "found",
      shortest: { ending: "broken" },
    });
    const twice = `lanes::Mutex m{"m"}; lanes::Thread thread(int n) { if (n) co_return; co_await m.lock(); co_await m.lock(); }`;
    const { shortest } = await explored(twice);
    expect(shortest).toMatchObject({
      ending: "deadlock",
      waiting: [{ thread: 0, object: "m", holder: 0 }],
    });
  });
});

describe("limits", () => {
  const spins = `
lanes::Cell flag{"flag"};
lanes::Thread thread(int) { while (co_await flag.load() == 0) {} }`;

  test("a thread that spins is never taken for one that ends", async () => {
    expect(await explored(spins, {}, { mostMs: 500 })).toMatchObject({
      verdict: "bounded",
      bound: "limits",
    });
  });

  test("a bound on switches is told", async () => {
    expect(await explored(counter("none"), {}, { preemptions: 0 })).toMatchObject({
      verdict: "bounded",
      bound: "preemptions",
      switchesCleared: 0,
    });
  });
});

describe("what is wrong", () => {
  async function refused(source: string): Promise<LanesError> {
    const failed = await explored(source).then(
      () => undefined,
      (error: LanesError) => error,
    );
    if (!failed) throw new Error("it was explored");
    return failed;
  }

  test("a trap names the thread, and the line that it came from", async () => {
    const error = await refused(`lanes::Cell cell{"cell"};
lanes::Thread thread(int number) {
  co_await cell.add(1);
  if (number == 1) __builtin_trap();
}`);
    expect(error.code).toBe("task-threw");
    expect(error.message).toMatch(
      /^Your code stopped in thread B, after what it did in line 3: it reached an instruction/,
    );
    expect(error.diagnostics).toMatchObject([{ line: 3, severity: "error" }]);
  });

  test("cells that are not declared outside, and too many", async () => {
    const inside = `lanes::Thread thread(int) { lanes::Cell mine{"mine"}; co_await mine.load(); }`;
    expect((await refused(inside)).message).toContain("Cells and locks are declared outside");
    const many = `lanes::Cell c[33] = {${Array(33).fill('lanes::Cell{"c"}').join()}};
lanes::Thread thread(int) { co_await c[0].load(); }`;
    expect((await refused(many)).message).toContain("There are at most 32 cells and locks.");
  });

  test("a task is none of these programs, and such a program no task", async () => {
    const task = "int task(int, int) { return 1; }";
    expect(await refused(task)).toMatchObject({
      code: "does-not-compile",
      message: "There is no lanes::Thread thread(int number) here to be explored.",
    });
    const own = await Kernel.from(await compiled(counter("none")));
    expect(own.exports.lanes_begin(1, 1)).toBe(0);
  });

  test("what does not compile stands at its line", async () => {
    const awaits = await compile(kit, "lanes::Thread thread(int) {\n  co_await 5;\n}");
    expect(awaits).toMatchObject({
      diagnostics: [{ line: 2, text: expect.stringContaining("co_await cell.load()") }],
    });
    const forgotten = await check(
      kit,
      'lanes::Cell c{"c"};\nlanes::Thread thread(int) {\n  c.add(1);\n  co_return;\n}',
    );
    expect(forgotten).toMatchObject([{ line: 3, text: expect.stringContaining("co_await") }]);
  });
});

describe("a schedule that is asked for", () => {
  test("is carried out, or told to be impossible or cut off", async () => {
    const { sharing } = await program(counter("none"));
    const executed = executionOf("AABB", sharing.replay("AABB"));
    expect(executed).toMatchObject({ ending: "right", switches: 0 });
    expect(String(sharing.replay("AAAB").problem)).toBe(
      "Step 3 of the schedule is impossible: A has ended.",
    );
    expect(String(sharing.replay("A").problem)).toContain("cut off");
  });
});

test("the program in docs/own-code.md loses an update", async () => {
  const docs = readFileSync(resolve(examples, "../../docs/own-code.md"), "utf8");
  const [source = ""] = /^lanes::Cell total[^`]*/m.exec(docs) ?? [];
  expect(await explored(source)).toMatchObject({ verdict: "found", interleavings: 6, failing: 4 });
  expect(await explored(source, { times: 2 })).toMatchObject({ interleavings: 70, failing: 64 });
});
