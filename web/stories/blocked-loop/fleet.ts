/**
 * A fleet for one play: a balancer, instances, and their pool workers, if any. All of them are
 * started for the play and ended after it. Nothing is shared: they only exchange messages.
 */
import type { Rules } from "./balancer.ts";
import { withCrew } from "./crew.ts";
import type { Pictures, Seen, Way } from "./fleet-protocol.ts";

export interface PlaySpec {
  way: Way;
  instances: number;
  /** Workers of each instance's pool. */
  poolWorkers: number;
  rules: Rules;
  pictures: Pictures;
  /** When requests arrive, ms since the start. */
  dueMs: number[];
}

/** Resolves when every request has ended and every worker is gone. */
export async function playFleet(
  spec: PlaySpec,
  signal: AbortSignal,
  onSeen: (seen: Seen) => void,
): Promise<Seen> {
  return withCrew(signal, async (crew) => {
    const { way, pictures, rules, dueMs } = spec;
    const pooled = way === "pool" ? spec.poolWorkers : 0;
    const instances = Array.from({ length: spec.instances }, () => crew.instance());
    const pools = instances.map(() => Array.from({ length: pooled }, () => crew.instance()));
    await Promise.all([
      ...instances.map((instance) => instance.load(way !== "pool")),
      ...pools.flat().map((worker) => worker.load(true)),
    ]);
    const lines = instances.map((instance, i) => {
      const line = new MessageChannel();
      const pool = (pools[i] ?? []).map((worker) => {
        const { port1, port2 } = new MessageChannel();
        // The worker resizes in turns, so that it notices a closed connection.
        worker.serve({ way: "slices", pictures, line: port2, pool: [] });
        return port1;
      });
      instance.serve({ way, pictures, line: line.port2, pool });
      return line.port1;
    });
    return crew.balance({ rules, dueMs, lines }, onSeen);
  });
}
