/**
 * Every CPU work of the catalogue at its default size, on one thread and warm: as Wasm in Chromium
 * against the same C++ built natively by the same compiler at -O3. Needs the native build
 * (python3 tests/run.py --only native).
 */
import { catalogue } from "../../../web/spec/works.ts";
import { run } from "../../browser/driver/results.ts";
import { runNative } from "../kit/native.ts";
import { environment, openPage, roundsOr } from "../kit/page.ts";
import { atLeast, geometricMean, median, type Report, spread } from "../kit/report.ts";

const rounds = roundsOr(7);
const seed = 1;

export async function bench(): Promise<Report> {
  const page = await openPage();
  try {
    const rows: Report["rows"] = [];
    const ratios: number[] = [];
    for (const work of catalogue) {
      if (work.bound !== "cpu" || !work.size) continue;
      const size = work.size.default;
      const spec = { work: work.name, size, seed, tasks: 1, loop: "worker" } as const;
      const runWasm = async () => {
        const [result] = await run(page.tab, { ...spec, how: ["sequential"] });
        if (!result) throw new Error(`${work.name}: no result.`);
        return result;
      };
      await runWasm();
      const wasmMs: number[] = [];
      const nativeMs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const [native] = await runNative(work.name, size, [seed, seed]);
        if (!native) throw new Error(`${work.name}: nothing ran natively.`);
        const wasm = await runWasm();
        if (wasm.digests[0] !== native.digest) {
          throw new Error(`${work.name}: ${wasm.digests[0]} as Wasm, ${native.digest} natively.`);
        }
        if (wasm.cold) throw new Error(`${work.name}: the run was not warm.`);
        nativeMs.push(native.ms);
        wasmMs.push(wasm.wallMs);
      }
      // Of each round, because a busy machine slows both of its sides.
      const ratio = median(nativeMs.map((ms, round) => ms / (wasmMs[round] as number)));
      ratios.push(ratio);
      rows.push(
        { name: `${work.name} native`, figures: spread(nativeMs) },
        { name: `${work.name} Wasm`, figures: { ...spread(wasmMs), ofNativeSpeed: ratio } },
      );
    }
    return {
      bench: `wasm-vs-native: each CPU work at its default size, one thread, warm, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims: [
        atLeast("speed of Wasm against native, geometric mean", geometricMean(ratios), 0.85),
        atLeast(
          "the same, no work counted as faster than native",
          geometricMean(ratios.map((ratio) => Math.min(ratio, 1))),
          0.85,
        ),
      ],
    };
  } finally {
    await page.close();
  }
}
