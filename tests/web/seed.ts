/**
 * Generated cases come from a fixed seed, so that results are reproducible. LANES_SEED, which
 * `run.py --seed` sets, overrides it.
 */
import fc from "fast-check";

const given = process.env.LANES_SEED ?? "";
const stage = process.env.LANES_STAGE ?? "web";
const seed = /^-?\d+$/.test(given) ? Number(given) : 1;

fc.configureGlobal({
  seed,
  reporter(run) {
    if (!run.failed) return;
    const again = `Run it again: python3 tests/run.py --only ${stage} --seed ${run.seed}`;
    throw new Error(`${fc.defaultReportMessage(run)}\n\n${again}`, { cause: run.errorInstance });
  },
});
