/**
 * Shared state: the explorer's executions a second, the time to prove four philosophers, and the
 * increments a second under each fix on one thread and on two, as Wasm in Chromium against the same
 * C++ natively; and how soon a cancelled exploration is over, in three engines. Needs the native
 * build (python3 tests/run.py --only native).
 */
import { programEntry } from "../../../web/spec/sharing/programs.ts";
import type { Fix, Sharing } from "../../../web/spec/sharing/sharing.ts";
import { type Engine, engines, needs } from "../../browser/driver/browsers.ts";
import { nativeJson } from "../kit/native.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import {
  atLeast,
  atMost,
  median,
  medianRatio,
  type Report,
  spread,
  spreadIn,
} from "../kit/report.ts";

const rounds = roundsOr(5);
const durationMs = 200;

/** All classes: each of them 12 operations that may come in any order. */
const classes: Sharing = { program: "counter", fix: "atomic", threads: 4, times: 3 };
const philosophers: Sharing = { program: "philosophers", fix: "ordered", threads: 4, times: 3 };

interface NativeExploration {
  ms: number;
  explored: number;
  proved: boolean;
}

export async function bench(): Promise<Report> {
  const page = await openPage();
  const rows: Report["rows"] = [];
  const claims: Report["claims"] = [];
  const explored = async (name: string, sharing: Sharing) => {
    progress(name);
    const inWasm = () => page.tab.evaluate((one: Sharing) => window.lanes.explore(one), sharing);
    await inWasm();
    const wasm = { ms: [] as number[], perS: [] as number[] };
    const native = { ms: [] as number[], perS: [] as number[] };
    const { program, fix, threads, times } = sharing;
    for (let round = 0; round < rounds; round++) {
      const args = ["explore", program, fix, threads, times];
      const there = await nativeJson<NativeExploration>("native_sharing", args);
      const here = await inWasm();
      if (here.explored !== there.explored || (here.verdict === "proved") !== there.proved) {
        throw new Error(`${name}: ${here.explored} run as Wasm, ${there.explored} natively.`);
      }
      native.ms.push(there.ms);
      native.perS.push((there.explored / there.ms) * 1000);
      wasm.ms.push(here.wallMs);
      wasm.perS.push((here.explored / here.wallMs) * 1000);
    }
    const ofNativeSpeed = medianRatio(native.ms, wasm.ms);
    rows.push(
      {
        name: `${name} native`,
        figures: { ...spreadIn("Ms", native.ms), executionsPerS: median(native.perS) },
      },
      {
        name: `${name} Wasm`,
        figures: {
          ...spreadIn("Ms", wasm.ms),
          executionsPerS: median(wasm.perS),
          ofNativeSpeed,
        },
      },
    );
    return { ms: median(wasm.ms), perS: median(wasm.perS) };
  };
  try {
    const all = await explored("counter 4 × 3, atomic", classes);
    const four = await explored("philosophers 4 × 3, ordered", philosophers);
    claims.push(
      atLeast("executions of counter a second, as Wasm", all.perS, 200_000),
      atMost("four philosophers proved, ms", four.ms, 5_000),
    );
    for (const { fix } of programEntry("counter")?.fixes ?? []) {
      for (const padded of fix === "sharded" ? [false, true] : [false]) {
        for (const threads of [1, 2]) await priced({ fix, padded, threads });
      }
    }
    for (const engine of engines.filter((one) => !needs(one).skip)) {
      const ms = await cancelled(engine);
      rows.push({ name: `${engine}: cancel of an exploration`, figures: spread(ms) });
      claims.push(
        atMost(`${engine}: cancel of an exploration, the longest, ms`, Math.max(...ms), 100),
      );
    }
    return {
      bench: `sharing: explorer and fixes, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims,
      notes: [
        "All of an exploration counts: its schedules are counted and those with few switches run before there is an execution for each class.",
        "Natively the relaxed loads and stores of none and sharded are plain moves; in Wasm every atomic operation is sequentially consistent.",
      ],
    };
  } finally {
    await page.close();
  }

  /** From the abort to the rejection, ms. */
  async function cancelled(engine: Engine): Promise<number[]> {
    progress(`cancel, ${engine}`);
    const there = await openPage({ engine });
    try {
      await there.tab.evaluate((one: Sharing) => window.lanes.explore(one), classes);
      const ms: number[] = [];
      for (let round = 0; round < 2 * rounds; round++) {
        const took = await there.tab.evaluate(async (one: Sharing) => {
          const abort = new AbortController();
          let abortedMs = 0;
          setTimeout(() => {
            abortedMs = performance.now();
            abort.abort();
          }, 60);
          return window.lanes.explore(one, { signal: abort.signal }).then(
            () => -1,
            () => performance.now() - abortedMs,
          );
        }, philosophers);
        if (took < 0) throw new Error(`${engine}: an exploration ended before it was cancelled.`);
        ms.push(took);
      }
      return ms;
    } finally {
      await there.close();
    }
  }

  async function priced({ fix, padded, threads }: { fix: Fix; padded: boolean; threads: number }) {
    const name = `counter, ${fix}${padded ? " padded" : ""}, ${threads}`;
    progress(name);
    const native: number[] = [];
    const wasm: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const args = ["price", fix, threads, Number(padded), durationMs];
      const there = await nativeJson<{ operationsPerS: number }>("native_sharing", args);
      const prices = await page.tab.evaluate(
        async (spec: { fixes: Fix[]; threads: number[]; durationMs: number }) =>
          (await window.lanes.prices(spec)).prices,
        { fixes: [fix], threads: [threads], durationMs },
      );
      const here = prices.find((price) => price.padded === padded);
      if (!here) throw new Error(`${name}: no price.`);
      native.push(there.operationsPerS);
      wasm.push(here.operationsPerS);
    }
    rows.push(
      { name: `${name} native`, figures: spreadIn("PerS", native) },
      {
        name: `${name} Wasm`,
        figures: { ...spreadIn("PerS", wasm), ofNativeSpeed: medianRatio(wasm, native) },
      },
    );
  }
}
