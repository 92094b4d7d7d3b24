/**
 * The watchdog: a worker that probes the event loop under test. It goes on when that loop is
 * blocked, so it sees the whole freeze, and shows it while it lasts (watched-pulse.ts); what it
 * reports of a run is what a load balancer would have seen.
 */

import { LanesError } from "../spec/errors.ts";
import type { EventLoopReport } from "../spec/types.ts";
import { answering } from "../workers/answering.ts";
import { duringRun, type ProbeLog, probeIntervalMs, summariseLoop } from "./probe/health.ts";
import { Prober } from "./probe/prober.ts";
import type { Loop, RunEnd, WatchdogContract } from "./watchdog-protocol.ts";
import { WatchedPulse } from "./watched-pulse.ts";

let run: Prober | undefined;
let log: ProbeLog = { sentMs: [], answeredMs: [] };
let whenAllAnswered: (() => void) | undefined;
/** Rejects what the page waits for. */
let giveUp: (() => void) | undefined;

function start({ port, loop }: { port: MessagePort; loop: Loop }): Promise<void> {
  giveUp?.();
  run?.close();
  whenAllAnswered = undefined;
  log = { sentMs: [], answeredMs: [] };
  pulse.beginRun(loop);
  return new Promise((resolve, reject) => {
    giveUp = () => reject(abandoned());
    const prober = new Prober(port, {
      sent(probe, sentMs) {
        log.sentMs[probe] = sentMs;
        pulse.sent(sentMs);
      },
      answered(probe, sentMs, answeredMs) {
        log.answeredMs[probe] = answeredMs;
        pulse.answered(sentMs, answeredMs);
        if (probe === 0) resolve();
        if (prober.pending === 0) whenAllAnswered?.();
      },
    });
    run = prober;
    run.start(probeIntervalMs);
  });
}

function stop({ startMs, endMs, drawnMs, refreshMs }: RunEnd): Promise<EventLoopReport> {
  run?.stop();
  return new Promise((resolve, reject) => {
    giveUp = () => reject(abandoned());
    const report = () => {
      const during = duringRun(log, startMs, endMs);
      const drawn = drawnMs.map((ms) => ms - startMs);
      resolve(summariseLoop(during, drawn, endMs - startMs, refreshMs));
      endRun();
    };
    if (run && run.pending > 0) whenAllAnswered = report;
    else report();
  });
}

function abandon(): void {
  giveUp?.();
  endRun();
}

function endRun(): void {
  giveUp = undefined;
  whenAllAnswered = undefined;
  run?.close();
  run = undefined;
  pulse.endRun();
}

function abandoned(): LanesError {
  return new LanesError("cancelled", "The run that was watched was abandoned.");
}

const page = answering<WatchdogContract>(
  { start, stop },
  {
    abandon,
    pulse: ({ port, canvases, pageHasWebGl }) => pulse.begin(port, canvases, pageHasWebGl ?? false),
    look: (look) => pulse.look(look),
  },
);
const pulse = new WatchedPulse(page);
