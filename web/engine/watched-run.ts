/** One strategy's run, with an eye on everything that its result tells of. */
import { epochNow } from "../base/clock.ts";
import type { Monitor } from "../monitor/monitor.ts";
import { throwIfCancelled } from "../spec/cancellation.ts";
import type { BystanderReport, EventLoopReport, TaskOutput } from "../spec/types.ts";
import type { Host, HostOutcome, RunOrder } from "./hosts/host.ts";
import { outputIntervalMs } from "./hosts/worker-protocol.ts";
import type { ServiceWatch } from "./service/service-watch.ts";

/** How often a run's progress is told. */
const progressIntervalMs = 100;

export interface WatchedRun {
  ran: HostOutcome;
  eventLoop: EventLoopReport;
  /** Share of one core that watching it took; null where that cannot be known. */
  instrument: number | null;
  /** On the shared clock. */
  startMs: number;
  /** The page was hidden at some moment. */
  hidden: boolean;
  bystander: BystanderReport | undefined;
}

export interface Watchers {
  monitor: Monitor;
  service: ServiceWatch | undefined;
  /** Tasks that have ended, and how long it has been going on. */
  onEnded(ended: number, elapsedMs: number): void;
  onOutput: ((output: Omit<TaskOutput, "how">) => void) | undefined;
}

/** Carries out on `host` what it was prepared for. Rejects when `stop` aborts. */
export async function watchedRun(
  host: Host,
  order: RunOrder,
  { monitor, service, onEnded, onOutput }: Watchers,
  stop: AbortSignal,
): Promise<WatchedRun> {
  const showOutputs = () => {
    for (const output of host.takeOutputs()) onOutput?.(output);
  };
  let hidden = document.visibilityState === "hidden";
  const onVisibility = () => {
    hidden ||= document.visibilityState === "hidden";
  };
  document.addEventListener("visibilitychange", onVisibility);
  const startMs = epochNow();
  service?.runBegins(startMs);
  const ticking = setInterval(
    () => monitor.during(() => onEnded(host.endedTasks(), epochNow() - startMs)),
    progressIntervalMs,
  );
  const showing = onOutput ? setInterval(showOutputs, outputIntervalMs) : undefined;
  try {
    onEnded(0, 0);
    // Whoever is told that it begins may cancel at once, when no host listens yet.
    throwIfCancelled(stop);
    const ran = await host.run(order, startMs, stop);
    throwIfCancelled(stop);
    const { wallMs } = ran.outcome;
    showOutputs();
    onEnded(order.tasks, wallMs);
    const { eventLoop, instrument } = await monitor.stop(startMs, startMs + wallMs, stop);
    const bystander = await service?.end(wallMs, stop);
    throwIfCancelled(stop);
    return { ran, eventLoop, instrument, startMs, hidden, bystander };
  } finally {
    clearInterval(ticking);
    clearInterval(showing);
    document.removeEventListener("visibilitychange", onVisibility);
  }
}
