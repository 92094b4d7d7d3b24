/** Every way to run a work: what the tests that leave nothing out go through. */
import { strategies, strategyEntry } from "../../../web/spec/strategies.ts";
import type { Spec, Strategy } from "../../../web/spec/types.ts";

export interface Cell {
  how: Strategy;
  tier: Spec["tier"];
  loop: Spec["loop"];
}

/** Each strategy, on threads and on workers where it has a choice. */
export function tieredStrategies(sharedMemory: boolean): Pick<Cell, "how" | "tier">[] {
  const onThreads: Spec["tier"][] = sharedMemory ? ["threads", "workers"] : ["workers"];
  return strategies.flatMap((how) => {
    const tiers: Spec["tier"][] = strategyEntry(how).threads ? onThreads : ["auto"];
    return tiers.map((tier) => ({ how, tier }));
  });
}

/** The same on either event loop. */
export function cellsOf(sharedMemory: boolean): Cell[] {
  return (["main", "worker"] as const).flatMap((loop) =>
    tieredStrategies(sharedMemory).map((where) => ({ ...where, loop })),
  );
}
