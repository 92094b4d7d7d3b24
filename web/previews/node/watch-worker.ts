/** Probes the event loop under test, as the page's watchdog does. */
import { type MessagePort as NodePort, parentPort } from "node:worker_threads";
import {
  duringRun,
  emptyLog,
  logTimer,
  probeIntervalMs,
  summariseLoop,
} from "../../monitor/probe/health.ts";
import { Prober } from "../../monitor/probe/prober.ts";
import type { EventLoopReport } from "../../spec/types.ts";

export type ToWatch =
  | { type: "start"; port: NodePort }
  /** Start and end of the run, on the shared clock. */
  | { type: "stop"; startMs: number; endMs: number };
/** `start` is answered once the loop has answered its first probe. */
export type FromWatch = "watching" | EventLoopReport;

let log = emptyLog();
/** Node draws no frames. */
const noFrames = { askedMs: new Float64Array(), drawnMs: new Float64Array() };
let prober: Prober | undefined;
let whenAllAnswered: (() => void) | undefined;

function tell(message: FromWatch): void {
  parentPort?.postMessage(message);
}

function start(port: NodePort): void {
  log = emptyLog();
  const mine = new Prober(port as unknown as MessagePort, {
    sent(probe, sentMs) {
      log.sentMs[probe] = sentMs;
    },
    answered(probe, _sentMs, answeredMs) {
      log.answeredMs[probe] = answeredMs;
      if (probe === 0) tell("watching");
      if (mine.pending === 0) whenAllAnswered?.();
    },
    timer: (dueMs, firedMs) => logTimer(log, dueMs, firedMs),
    inLine: () => undefined,
  });
  prober = mine;
  mine.start(probeIntervalMs);
}

function stop(startMs: number, endMs: number): void {
  const report = () => {
    whenAllAnswered = undefined;
    prober?.close();
    tell(summariseLoop(duringRun(log, startMs, endMs), noFrames, endMs - startMs, 0));
  };
  prober?.stop();
  if (prober?.pending) whenAllAnswered = report;
  else report();
}

parentPort?.on("message", (message: ToWatch) => {
  if (message.type === "start") start(message.port);
  else stop(message.startMs, message.endMs);
});
