/**
 * The reader's own code in three engines: from source to first result in C++ and JavaScript, what a
 * second run compiles, two workers against one, the longest freeze in slices, and from Cancel to quiet.
 *
 * Every compilation is of a source that was not compiled before. Quiet is the later of two moments: the
 * promise's rejection, on the page's clock, and the end of the last stretch in which a thread of the
 * browser kept a core more than half busy, read from outside (/proc) every 20 ms.
 */
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../../browser/driver/browsers.ts";
import { goToLanes } from "../../browser/driver/reader.ts";
import { ofWat } from "../../browser/own/made.ts";
import { busyFor, busyShare, descendants, sampleCpu } from "../kit/activity.ts";
import { type Bench, environment, openPage, progress, roundsOr } from "../kit/page.ts";
import {
  atLeast,
  atMost,
  type Claim,
  median,
  type Report,
  type Row,
  spreadIn,
} from "../kit/report.ts";

const rounds = roundsOr(5);
/** Without --rounds an engine begins no round after this long: all of them end within five minutes. */
const budgetMs = process.env.LANES_BENCH_ROUNDS ? Number.POSITIVE_INFINITY : 75_000;

/** Of the loop that is cancelled: from its sandbox until Cancel, and for how long it is watched then. */
const cancelAfterMs = 700;
const watchedMs = 600;
const sampleEveryMs = 20;

const alone = `lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  std::uint64_t x = seed;
  for (std::uint32_t i = 0; i < size; ++i) {
    x = x * 6364136223846793005 + 1442695040888963407;
    if (i % 65536 == 0) co_await lanes::turn();
  }
  co_return x;
}`;
const standard = `#include <algorithm>
#include <coroutine>
#include <vector>
std::uint64_t task(std::uint32_t seed, std::uint32_t size) {
  std::vector<std::uint32_t> numbers(size + 1);
  for (auto& number : numbers) number = seed = seed * 1664525 + 1013904223;
  std::ranges::sort(numbers);
  return numbers[size / 2];
}`;
const inJavaScript = `export async function task({ seed, size, turn }) {
  let x = seed;
  for (let i = 0; i < size; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    if (i % 65536 === 0) await turn();
  }
  return x;
}`;

/** About a second of both cores. */
const heavy: Partial<Spec> = { lang: "cpp", code: alone, tasks: 4, size: 100_000_000, workers: 2 };

const endless: Record<string, Partial<Spec> | number[]> = {
  JavaScript: { lang: "js", code: "export function task() { for (;;); }" },
  "C++": {
    lang: "cpp",
    code: "int task(int seed, int size) { for (volatile int i = 0;; i = i + 1) {} }",
  },
  ".wasm": ofWat(
    '(module (memory (export "memory") 1) (func (export "task") (param i32 i32) (result i64) (loop $on (br $on)) (unreachable)))',
  ),
};

let written = 0;
/** The same, and another source all the same. */
const anew = (code: string) => `${code}\n// ${++written}, ${Date.now()}`;

interface Compilations {
  count: number;
  ms: number;
}

/** Has the page count, from now on, what its compiler is asked for. */
function watchCompiler(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    const seen: Compilations = { count: 0, ms: 0 };
    (window as unknown as { compilations: Compilations }).compilations = seen;
    Worker.prototype.postMessage = new Proxy(Worker.prototype.postMessage, {
      apply(post, worker: Worker, said: [{ id: number; name: string }]) {
        const [{ id, name }] = said;
        if (name === "compile") {
          seen.count++;
          worker.addEventListener("message", ({ data }) => {
            if (data?.id === id) seen.ms += data.reply?.wallMs ?? 0;
          });
        }
        return Reflect.apply(post, worker, said);
      },
    });
  });
}

interface Took {
  ms: number;
  compilations: Compilations;
}

/** From the call to its result. */
function timed(tab: Tab, spec: Partial<Spec>): Promise<Took> {
  return tab.evaluate(async (given) => {
    const { compilations } = window as unknown as { compilations?: Compilations };
    const before = { count: 0, ms: 0, ...compilations };
    const fromMs = performance.now();
    const more = { work: "own", tasks: 1, size: 1000, how: ["sequential" as const] };
    await window.lanes.run({ ...more, ...given });
    const ms = performance.now() - fromMs;
    const { count, ms: sumMs } = compilations ?? before;
    return { ms, compilations: { count: count - before.count, ms: sumMs - before.ms } };
  }, spec);
}

/** Until the compiler's files are in the origin's cache. */
async function untilKept(tab: Tab): Promise<void> {
  await tab.evaluate(async () => {
    const listing = await (await fetch("compiler/compiler.json")).json();
    const wanted = Object.keys(listing.bytes).map((name) =>
      new URL(`compiler/${listing.folder}/${name}`, location.href).toString(),
    );
    const kept = async () => {
      const found = await Promise.all(wanted.map((address) => caches.match(address)));
      return found.every((one) => one !== undefined);
    };
    while (!(await kept())) await new Promise((later) => setTimeout(later, 200));
  });
}

interface Heavy {
  speedup: number;
  freezeMs: number;
}

function runHeavy(tab: Tab): Promise<Heavy> {
  return tab.evaluate(async (spec) => {
    const how = ["sequential" as const, "parallel" as const];
    const [one, two] = await window.lanes.run({ work: "own", ...spec, how });
    const [sliced] = await window.lanes.run({ work: "own", ...spec, tasks: 2, how: ["sliced"] });
    return {
      speedup: (one?.wallMs ?? Number.NaN) / (two?.wallMs ?? Number.NaN),
      freezeMs: sliced?.eventLoop.longestFreezeMs ?? Number.NaN,
    };
  }, heavy);
}

/** Its sandbox opens when it is compiled. Undefined where its loop did not compute when it was cancelled. */
async function cancelled(
  tab: Tab,
  code: Partial<Spec> | number[],
): Promise<{ rejectedMs: number; quietMs: number } | undefined> {
  const sampling = sampleCpu(descendants(), sampleEveryMs, () => true);
  const { abortedAtMs, rejectedMs } = await tab.evaluate(
    async ([given, afterMs]) => {
      const brought = Array.isArray(given)
        ? { lang: "wasm" as const, wasm: Uint8Array.from(given) }
        : given;
      const abort = new AbortController();
      const spec = { work: "own", tasks: 1, how: ["sequential" as const], ...brought };
      const running = window.lanes.run(spec, { signal: abort.signal }).catch(() => undefined);
      while (!document.querySelector('iframe[sandbox="allow-scripts"]')) {
        await new Promise((soon) => setTimeout(soon, 10));
      }
      await new Promise((later) => setTimeout(later, afterMs));
      const abortedAtMs = Date.now();
      const fromMs = performance.now();
      abort.abort();
      await running;
      return { abortedAtMs, rejectedMs: performance.now() - fromMs };
    },
    [code, cancelAfterMs] as const,
  );
  await new Promise((passed) => setTimeout(passed, watchedMs));
  const samples = sampling.stop();
  const before = samples.filter(
    ({ fromMs, toMs }) => fromMs > abortedAtMs - 200 && toMs <= abortedAtMs,
  );
  const ran = median(before.map(({ busiest }) => busiest)) >= busyShare;
  return ran
    ? { rejectedMs, quietMs: Math.max(rejectedMs, busyFor(samples, abortedAtMs)) }
    : undefined;
}

/** Figures of one engine, by what they are of. */
class Figures {
  readonly #all = new Map<string, number[]>();
  add(what: string, ...values: number[]): void {
    this.#all.set(what, [...this.of(what), ...values]);
  }
  of(what: string): number[] {
    return this.#all.get(what) ?? [];
  }
  rows(engine: Engine): Row[] {
    return [...this.#all].map(([what, values]) => {
      const unit = what.includes("×") ? "" : "Ms";
      return { name: `${engine}: ${what}`, figures: { ...spreadIn(unit, values) } };
    });
  }
}

const firstCall = "first call in a page, compiler kept";
const headerAlone = "C++ with lanes.hpp alone";
const headersToo = "C++ with the standard headers";
const javaScript = "JavaScript";
const again = "C++, the same again";
const speedup = "parallel on two workers, × sequential";
const freeze = "longest freeze, sliced with turn()";
const rejected = (language: string) => `endless ${language}, Cancel to rejection`;
const quiet = (language: string) => `endless ${language}, Cancel to quiet`;

async function round({ tab, server }: Bench, figures: Figures): Promise<Compilations> {
  await tab.goto("about:blank");
  await goToLanes(tab, server.url);
  figures.add(firstCall, (await timed(tab, { lang: "cpp", code: anew(standard) })).ms);
  await watchCompiler(tab);
  const source = anew(alone);
  const first = await timed(tab, { lang: "cpp", code: source });
  if (first.compilations.count !== 1) throw new Error("A compilation was not seen.");
  figures.add(headerAlone, first.ms);
  const second = await timed(tab, { lang: "cpp", code: source });
  figures.add(again, second.ms);
  figures.add(headersToo, (await timed(tab, { lang: "cpp", code: anew(standard) })).ms);
  figures.add(javaScript, (await timed(tab, { lang: "js", code: anew(inJavaScript) })).ms);
  const { speedup: ratio, freezeMs } = await runHeavy(tab);
  figures.add(speedup, ratio);
  figures.add(freeze, freezeMs);
  for (const [language, code] of Object.entries(endless)) {
    const took = await cancelled(tab, code);
    if (!took) continue;
    figures.add(rejected(language), took.rejectedMs);
    figures.add(quiet(language), took.quietMs);
  }
  return second.compilations;
}

/** What the design asks for, where it does. */
function claimsOf(engine: Engine, figures: Figures, again: Compilations): Claim[] {
  const most = (what: string, goal: number) =>
    atMost(`${engine}: ${what}, median ms`, median(figures.of(what)), goal);
  return [
    most(headerAlone, 1000),
    most(headersToo, 3000),
    ...(engine === "webkit" ? [] : [most(firstCall, 10_000)]),
    most(javaScript, 500),
    atMost(`${engine}: compilations of a second run of the same source`, again.count, 0),
    atMost(`${engine}: Clang’s time in it, ms`, again.ms, 0),
    atLeast(`${engine}: ${speedup}, median`, median(figures.of(speedup)), 1.7),
    most(freeze, 30),
    ...Object.keys(endless).flatMap((language) =>
      [rejected(language), quiet(language)].map((what) => most(what, 100)),
    ),
  ];
}

export async function bench(): Promise<Report> {
  const rows: Row[] = [];
  const claims: Claim[] = [];
  const notes: string[] = [
    "Browsers end a terminated worker that computes in their own time; what it does until then reaches nothing (docs/security.md).",
  ];
  let where: Report["environment"] = {};
  for (const engine of engines) {
    if (needs(engine).skip) {
      notes.push(`${engine}: not found.`);
      continue;
    }
    const page = await openPage({ engine });
    try {
      const { browser, ...machine } = await environment(page.tab);
      where = { ...where, ...machine, [engine]: String(browser) };
      progress(`${engine}: the compiler is fetched`);
      await timed(page.tab, { lang: "cpp", code: anew(standard) });
      await untilKept(page.tab);
      const figures = new Figures();
      const again: Compilations = { count: 0, ms: 0 };
      const fromMs = performance.now();
      let done = 0;
      while (done < rounds && (done === 0 || performance.now() - fromMs < budgetMs)) {
        progress(`${engine}: round ${done + 1} of ${rounds}`);
        const { count, ms } = await round(page, figures);
        again.count += count;
        again.ms += ms;
        done++;
      }
      if (done < rounds) {
        notes.push(
          `${engine}: ${done} of ${rounds} rounds, for which there was time; --rounds ${rounds} takes them all.`,
        );
      }
      rows.push(...figures.rows(engine));
      claims.push(...claimsOf(engine, figures, again));
    } finally {
      await page.close();
    }
  }
  notes.push("--rounds N takes N rounds in each engine, however long that is.");
  return {
    bench: `own: the reader’s own code, up to ${rounds} rounds`,
    environment: where,
    rows,
    claims,
    notes,
  };
}
