/** What the explorer is known to say: the same natively, under Node and in browsers. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { leastThreads, programs } from "../../web/spec/sharing/programs.ts";
import type { Exploration, Sharing } from "../../web/spec/sharing/sharing.ts";

/** Every program with every fix that fits it, of 2 and 3 threads, once and twice. */
export const shapes: readonly Sharing[] = programs.flatMap(({ name: program, fixes }) =>
  fixes.flatMap(({ fix }) =>
    [leastThreads, 3].flatMap((threads) =>
      [1, 2].map((times) => ({ program, fix, threads, times })),
    ),
  ),
);

export function nameOf({ program, fix, threads, times }: Sharing): string {
  return `${program}, ${fix}, ${threads} threads × ${times}`;
}

/** The lines of explorations.txt, one for each shape; a native test reads them as well. */
export const known: readonly string[] = readFileSync(
  resolve(import.meta.dirname, "explorations.txt"),
  "utf8",
)
  .trimEnd()
  .split("\n");

type Said = Pick<
  Exploration,
  "verdict" | "interleavings" | "failing" | "deadlocks" | "explored"
> & { schedule?: string | undefined };

export function lineOf(sharing: Sharing, said: Said): string {
  const { verdict, interleavings, failing, deadlocks, explored, schedule } = said;
  const counted =
    interleavings === undefined
      ? ""
      : `, ${failing} of ${interleavings} fail, ${deadlocks} deadlock`;
  return `${nameOf(sharing)}: ${verdict}${counted}, ${explored} run${schedule ? `, ${schedule}` : ""}`;
}
