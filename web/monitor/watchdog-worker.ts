/**
 * The watchdog: a worker that probes the event loop under test. It goes on when that loop is
 * blocked, so it sees the whole freeze; what it reports is what a load balancer would have seen.
 */
import { epochNow } from "../engine/clock.ts";
import { type ProbeLog, probeIntervalMs, summariseLoop } from "./health.ts";
import type { ProbeAnswer } from "./responder.ts";
import type { FromWatchdog, ToWatchdog } from "./watchdog-protocol.ts";

let port: MessagePort | undefined;
let timer: ReturnType<typeof setInterval> | undefined;
let log: ProbeLog = { sentMs: [], answeredMs: [] };
let pending = 0;
let whenAllAnswered: (() => void) | undefined;

function post(message: FromWatchdog): void {
  postMessage(message);
}

function probe(): void {
  pending++;
  log.sentMs.push(epochNow());
  port?.postMessage(log.sentMs.length - 1);
}

function onAnswer({ data }: MessageEvent<ProbeAnswer>): void {
  log.answeredMs[data.probe] = data.answeredEpochMs;
  pending--;
  if (data.probe === 0) post({ type: "watching" });
  if (pending === 0) whenAllAnswered?.();
}

function start(to: MessagePort): void {
  port?.close();
  port = to;
  port.onmessage = onAnswer;
  log = { sentMs: [], answeredMs: [] };
  pending = 0;
  whenAllAnswered = undefined;
  probe();
  clearInterval(timer);
  timer = setInterval(probe, probeIntervalMs);
}

function stop(startMs: number, endMs: number, frames: number, refreshMs: number): void {
  clearInterval(timer);
  const report = () => {
    // Only what fell into the run: probes answered after it began and sent before it ended.
    const during: ProbeLog = { sentMs: [], answeredMs: [] };
    for (let i = 0; i < log.sentMs.length; i++) {
      const sent = log.sentMs[i] as number;
      const answered = log.answeredMs[i] as number;
      if (answered < startMs || sent > endMs) continue;
      during.sentMs.push(Math.max(sent, startMs) - startMs);
      during.answeredMs.push(Math.min(answered, Math.max(endMs, sent)) - startMs);
    }
    post({ type: "report", report: summariseLoop(during, frames, endMs - startMs, refreshMs) });
  };
  if (pending === 0) report();
  else whenAllAnswered = report;
}

addEventListener("message", ({ data }: MessageEvent<ToWatchdog>) => {
  if (data.type === "start") start(data.port);
  else if (data.type === "abandon") clearInterval(timer);
  else stop(data.startMs, data.endMs, data.frames, data.refreshMs);
});
