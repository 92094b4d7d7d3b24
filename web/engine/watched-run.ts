/** Runs one strategy and observes everything that its result reports. */
import { epochNow } from "../base/clock.ts";
import type { Monitor } from "../monitor/monitor.ts";
import { throwIfCancelled } from "../spec/cancellation.ts";
import type { BystanderReport, EventLoopReport, TaskOutput } from "../spec/types.ts";
import type { Host, HostOutcome, RunOrder } from "./hosts/host.ts";
import { outputIntervalMs } from "./hosts/worker-protocol.ts";
import type { ServiceWatch } from "./service/service-watch.ts";

/** How often progress is reported. */
const progressIntervalMs = 100;

export interface WatchedRun {
  ran: HostOutcome;
  eventLoop: EventLoopReport;
  /** Share of one core that the observation took; null where unknown. */
  instrument: number | null;
  /** On the shared clock. */
  startMs: number;
  /** The page was hidden at some point. */
  hidden: boolean;
  bystander: BystanderReport | undefined;
}

export interface Watchers {
  monitor: Monitor;
  service: ServiceWatch | undefined;
  /** Tasks ended so far, and the time since the start. Neither ever goes back. */
  onEnded(ended: number, elapsedMs: number): void;
  onOutput: ((output: Omit<TaskOutput, "how">) => void) | undefined;
}

/** Runs on `host` what it was prepared for. Rejects when `stop` aborts. */
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
  let toldMs = 0;
  const ticking = setInterval(
    () =>
      monitor.during(() => {
        toldMs = epochNow() - startMs;
        onEnded(host.endedTasks(), toldMs);
      }),
    progressIntervalMs,
  );
  const showing = onOutput ? setInterval(showOutputs, outputIntervalMs) : undefined;
  try {
    onEnded(0, 0);
    // The `onEnded` callback may have cancelled, before the host listens to `stop`.
    throwIfCancelled(stop);
    const ran = await host.run(order, startMs, stop);
    throwIfCancelled(stop);
    const { wallMs } = ran.outcome;
    showOutputs();
    // The last task may have ended before the latest progress was told, as the outcome arrives later.
    onEnded(order.tasks, Math.max(toldMs, wallMs));
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
