/** A program and one of its fixes. */
import { programs } from "../../spec/sharing/programs.ts";
import type { Fix, ProgramName } from "../../spec/sharing/sharing.ts";

export interface Pair {
  program: ProgramName;
  fix: Fix;
}

export function keyOf({ program, fix }: Pair): string {
  return `${program} ${fix}`;
}

/** Every program with each of its fixes. */
export const pairs: readonly Pair[] = programs.flatMap(({ name, fixes }) =>
  fixes.map(({ fix }) => ({ program: name, fix })),
);
