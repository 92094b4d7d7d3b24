/**
 * How the fuzz tests run their cases: those kept in corpus.ts first, then generated ones from a fixed
 * seed (tests/web/seed.ts). A failing case is shrunk, and printed so that it can be pasted into the
 * corpus.
 */
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, beforeAll } from "vitest";

export interface Fuzzed<Input> {
  /** The list in corpus.ts that a failing case belongs to. */
  corpus: string;
  /** What it has: always run. */
  kept: readonly Input[];
  generated: fc.Arbitrary<Input>;
  /** How many are generated in the suite. */
  cases: number;
}

/** `run.py --minutes N`: N times the cases of the suite, which take about a minute. */
const minutes = Number(process.env.LANES_FUZZ_MINUTES ?? "") || 1;

/** Longer than any slow machine takes for one case. */
const patienceMs = 2 * 60_000;

/** Characters. */
const mostShown = 4000;

/** How often a case has begun or ended: odd while one is under way. */
const steps = new Int32Array(new SharedArrayBuffer(4));

/** `holds` throws for an input that is treated wrongly. */
export async function fuzz<Input>(
  fuzzed: Fuzzed<Input>,
  holds: (input: Input) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(fuzzed.generated, async (input) => {
    Atomics.add(steps, 0, 1);
    await holds(input).finally(() => Atomics.add(steps, 0, 1));
  });
  tell(fuzzed, await fc.check(property, parametersOf(fuzzed)));
}

/** The same for what needs no promise: many times as fast. */
export function fuzzSync<Input>(fuzzed: Fuzzed<Input>, holds: (input: Input) => void): void {
  const property = fc.property(fuzzed.generated, (input) => {
    Atomics.add(steps, 0, 1);
    try {
      holds(input);
    } finally {
      Atomics.add(steps, 0, 1);
    }
  });
  tell(fuzzed, fc.check(property, parametersOf(fuzzed)));
}

function parametersOf<Input>({ kept, cases }: Fuzzed<Input>): fc.Parameters<[Input]> {
  return {
    numRuns: kept.length + Math.round(cases * minutes),
    examples: kept.map((input): [Input] => [input]),
  };
}

function tell<Input>({ corpus }: Fuzzed<Input>, run: fc.RunDetails<[Input]>): void {
  if (!run.failed) return;
  const { counterexample, errorInstance, seed, numRuns } = run;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const shown = fc.stringify(counterexample?.[0]);
  // Whoever wants to see the rest of it has the seed.
  const cut = shown.length > mostShown ? `${shown.slice(0, mostShown)}…` : shown;
  throw new Error(
    `${why.slice(0, mostShown)}

Case ${numRuns} fails. Mend the cause, and keep it: a line of “${corpus}” in tests/fuzz/corpus.ts:
  ${cut},
Run it again: python3 tests/run.py --only fuzz --seed ${seed}`,
    { cause: errorInstance },
  );
}

/**
 * For the tests of a file: ends them, saying so, when a case takes minutes. One that never returns
 * would otherwise hold up the suite for ever. Another thread watches, as this one may be busy.
 */
export function watchForHangs(): void {
  let watchdog: Worker | undefined;
  beforeAll(() => {
    watchdog = new Worker(`(${watch})()`, { eval: true, workerData: { steps, patienceMs } });
    watchdog.unref();
  });
  afterAll(() => watchdog?.terminate());
}

/** Runs in the watchdog's thread; its source is all that is there. */
function watch(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { writeSync } = process.getBuiltinModule("node:fs");
  const counted: Int32Array = workerData.steps;
  let seen = Atomics.load(counted, 0);
  setInterval(() => {
    const now = Atomics.load(counted, 0);
    if (now === seen && now % 2 === 1) {
      writeSync(2, `Case ${(now + 1) / 2} of this file hangs. The same seed makes it again.\n`);
      process.kill(process.pid, "SIGKILL");
    }
    seen = now;
  }, workerData.patienceMs);
}
