/** Generated references (an author's results in a link), for tests. */
import fc from "fast-check";
import { type Reference, writeReference } from "../../../web/spec/link/reference.ts";
import { strategies } from "../../../web/spec/types.ts";

const tenths = fc.integer({ min: 0, max: 9_999_999_990 }).map((value) => value / 10);
const counts = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 }));

/** Any reference that writing does not round: times are multiples of 0.1 ms. */
export const references: fc.Arbitrary<Reference> = fc.record({
  engine: fc.stringMatching(/^[A-Za-z]{1,16}( [0-9][0-9.]{0,11})?$/),
  reportedCores: fc.integer({ min: 0, max: 99_999 }),
  tier: fc.constantFrom("threads" as const, "workers" as const, "none" as const),
  loop: fc.constantFrom("main" as const, "worker" as const),
  backend: fc.constantFrom("network" as const, "modelled" as const, "none" as const),
  runs: fc.shuffledSubarray([...strategies], { minLength: 1 }).chain((hows) =>
    fc.tuple(
      ...hows.map((how) =>
        fc.record({
          how: fc.constant(how),
          wallMs: tenths,
          longestFreezeMs: fc.oneof(fc.constant(0), tenths),
          missed: counts,
          failed: counts,
          cold: fc.boolean(),
        }),
      ),
    ),
  ),
});

export const longestReference = writeReference({
  engine: "Abcdefghijklmnop 123456789.12",
  reportedCores: 99_999,
  tier: "threads",
  loop: "worker",
  backend: "modelled",
  runs: strategies.map((how) => ({
    how,
    wallMs: 999_999_998.9,
    longestFreezeMs: 999_999_998.9,
    missed: 999_999_999,
    failed: 999_999_999,
    cold: true,
  })),
});
