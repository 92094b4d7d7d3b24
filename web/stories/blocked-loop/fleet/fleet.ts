/**
 * A fleet for one play: a balancer, instances, and their pool workers or the separate service, if
 * any. All of them are started for the play and ended after it. Nothing is shared: they only
 * exchange messages.
 */
import type { Rules } from "./balancer.ts";
import { type Instance, withCrew } from "./crew.ts";
import type { Pictures, Seen, Way } from "./fleet-protocol.ts";

export interface PlaySpec {
  way: Way;
  instances: number;
  /** Workers of each instance's pool. */
  poolWorkers: number;
  /** Dedicated workers of the separate service, and the places in the queue in front of them. */
  dedicated: number;
  places: number;
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
    const dedicated = Array.from({ length: way === "service" ? spec.dedicated : 0 }, () =>
      crew.instance(),
    );
    const computing = way === "loop" || way === "slices";
    await Promise.all([
      ...instances.map((instance) => instance.load(computing)),
      ...[...pools.flat(), ...dedicated].map((worker) => worker.load(true)),
    ]);
    const lineTo = (worker: Instance) => {
      const { port1, port2 } = new MessageChannel();
      // The worker resizes in turns, so that it notices a closed connection.
      worker.serve({ way: "slices", pictures, line: port2, pool: [] });
      return port1;
    };
    const toService = way === "service" ? instances.map(() => new MessageChannel()) : [];
    const lines = instances.map((instance, i) => {
      const line = new MessageChannel();
      const service = toService[i];
      const pool = service ? [service.port1] : (pools[i] ?? []).map(lineTo);
      instance.serve({ way, pictures, line: line.port2, pool });
      return line.port1;
    });
    let jobs: MessagePort | undefined;
    if (way === "service") {
      const news = new MessageChannel();
      jobs = news.port1;
      crew.queue().serve({
        places: spec.places,
        instances: toService.map(({ port2 }) => port2),
        workers: dedicated.map(lineTo),
        news: news.port2,
      });
    }
    return crew.balance({ rules, dueMs, lines, jobs }, onSeen);
  });
}
