/** Runs one strategy and observes everything that its result reports. */
import { epochNow } from "../base/clock.ts";
import type { Monitor } from "../monitor/monitor.ts";
import { standstillMs } from "../monitor/probe/standstill.ts";
import { throwIfCancelled } from "../spec/cancellation.ts";
import type { BystanderReport, EventLoopReport, TaskOutput } from "../spec/types.ts";
import {
  type Host,
  type HostOutcome,
  noTasks,
  type RunOrder,
  type TaskCounts,
} from "./hosts/host.ts";
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
  /** How long the whole machine stood still, as when it sleeps, ms. */
  stoodStillMs: number;
  bystander: BystanderReport | undefined;
}

export interface Watchers {
  monitor: Monitor;
  service: ServiceWatch | undefined;
  /** Tasks so far, and the time since the start. None ever goes back. */
  onProgress(counts: TaskCounts, elapsedMs: number): void;
  onOutput: ((output: Omit<TaskOutput, "how">) => void) | undefined;
}

/** Runs on `host` what it was prepared for. Rejects when `stop` aborts. */
export async function watchedRun(
  host: Host,
  order: RunOrder,
  { monitor, service, onProgress, onOutput }: Watchers,
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
  let [beatMs, longestGapMs] = [Date.now(), 0];
  const beat = () => {
    const nowMs = Date.now();
    longestGapMs = Math.max(longestGapMs, nowMs - beatMs);
    beatMs = nowMs;
  };
  const ticking = setInterval(
    () =>
      monitor.during(() => {
        beat();
        toldMs = epochNow() - startMs;
        onProgress(host.counts(), toldMs);
      }),
    progressIntervalMs,
  );
  const showing = onOutput ? setInterval(showOutputs, outputIntervalMs) : undefined;
  try {
    onProgress(noTasks, 0);
    // The `onProgress` callback may have cancelled, before the host listens to `stop`.
    throwIfCancelled(stop);
    const ran = await host.run(order, startMs, stop);
    throwIfCancelled(stop);
    const { wallMs } = ran.outcome;
    showOutputs();
    // The last task may have ended before the latest progress was told, as the outcome arrives later.
    onProgress({ started: order.tasks, ended: order.tasks }, Math.max(toldMs, wallMs));
    beat();
    const seen = await monitor.stop(startMs, startMs + wallMs, stop);
    // A machine that slept ran neither the watchdog nor this page. One of them alone was kept waiting.
    const stoodStillMs = longestGapMs >= standstillMs ? seen.stoodStillMs : 0;
    const bystander = await service?.end(wallMs, stop);
    throwIfCancelled(stop);
    return { ran, ...seen, stoodStillMs, startMs, hidden, bystander };
  } finally {
    clearInterval(ticking);
    clearInterval(showing);
    document.removeEventListener("visibilitychange", onVisibility);
  }
}
