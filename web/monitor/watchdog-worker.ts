/**
 * The watchdog: a worker that probes the event loop under test. It goes on when that loop is
 * blocked, so it sees the whole freeze, and shows it while it lasts (watched-pulse.ts); what it
 * reports of a run is what a load balancer would have seen.
 */
import { duringRun, type ProbeLog, probeIntervalMs, summariseLoop } from "./health.ts";
import { Prober } from "./prober.ts";
import type { FromWatchdog, Loop, ToWatchdog } from "./watchdog-protocol.ts";
import { WatchedPulse } from "./watched-pulse.ts";

type Stop = Extract<ToWatchdog, { type: "stop" }>;

let run: Prober | undefined;
let log: ProbeLog = { sentMs: [], answeredMs: [] };
let whenAllAnswered: (() => void) | undefined;
const pulse = new WatchedPulse(post);

function post(message: FromWatchdog): void {
  postMessage(message);
}

function start(port: MessagePort, loop: Loop): void {
  run?.close();
  log = { sentMs: [], answeredMs: [] };
  whenAllAnswered = undefined;
  pulse.beginRun(loop);
  const prober = new Prober(port, {
    sent(probe, sentMs) {
      log.sentMs[probe] = sentMs;
      pulse.sent(sentMs);
    },
    answered(probe, sentMs, answeredMs) {
      log.answeredMs[probe] = answeredMs;
      pulse.answered(sentMs, answeredMs);
      if (probe === 0) post({ type: "watching" });
      if (prober.pending === 0) whenAllAnswered?.();
    },
  });
  run = prober;
  run.start(probeIntervalMs);
}

function stop({ startMs, endMs, drawnMs, refreshMs }: Stop): void {
  run?.stop();
  const report = () => {
    whenAllAnswered = undefined;
    const during = duringRun(log, startMs, endMs);
    const drawn = drawnMs.map((ms) => ms - startMs);
    post({ type: "report", report: summariseLoop(during, drawn, endMs - startMs, refreshMs) });
    endRun();
  };
  if (run?.pending === 0) report();
  else whenAllAnswered = report;
}

function endRun(): void {
  run?.close();
  pulse.endRun();
}

addEventListener("message", ({ data }: MessageEvent<ToWatchdog>) => {
  switch (data.type) {
    case "start":
      start(data.port, data.loop);
      break;
    case "stop":
      stop(data);
      break;
    case "abandon":
      endRun();
      break;
    case "pulse":
      pulse.begin(data.port, data.canvases, data.pageHasWebGl ?? false);
      break;
    case "look":
      pulse.look(data.look);
      break;
  }
});
