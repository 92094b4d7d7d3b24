/** Detects whether a run had the cores that it needed, or other processes used them as well. */
import { availableParallelism } from "node:os";
import type { RunOutcome } from "@generated/wasm/lanes";
import { RUNNING } from "../../timeline/scene/kinds.ts";

/** A run whose process got less than this fraction of the CPU time it wanted was disturbed. */
const enough = 0.85;

/** `used`: CPU time of this process during the run, µs. */
export function wasBusy(
  {
    kind,
    spanStartMs,
    spanEndMs,
    wallMs,
  }: Pick<RunOutcome, "kind" | "spanStartMs" | "spanEndMs" | "wallMs">,
  used: NodeJS.CpuUsage,
  cores: number = availableParallelism(),
): boolean {
  let runningMs = 0;
  for (let i = 0; i < kind.length; i++) {
    if (kind[i] !== RUNNING) continue;
    runningMs += (spanEndMs[i] as number) - (spanStartMs[i] as number);
  }
  const wantedMs = Math.min(runningMs, cores * wallMs);
  return (used.user + used.system) / 1000 < enough * wantedMs;
}
