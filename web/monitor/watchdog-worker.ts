/**
 * The watchdog: a worker that probes the event loop under test. A freeze of that loop does not stop
 * it, so it sees the whole freeze, and shows it live (watched-pulse.ts). Its report of a run is
 * what a load balancer would have seen.
 */

import { Stopwatch } from "../base/stopwatch.ts";
import { LanesError } from "../spec/errors.ts";
import { answering } from "../workers/answering.ts";
import { duringRun, emptyLog, logTimer, probeIntervalMs, summariseLoop } from "./probe/health.ts";
import { Prober } from "./probe/prober.ts";
import { Standstill } from "./probe/standstill.ts";
import type { RunEnd, WatchdogContract, Watched } from "./watchdog-protocol.ts";
import { WatchedPulse } from "./watched-pulse.ts";

const spent = new Stopwatch();
type RunStart = Parameters<WatchdogContract["asks"]["start"]>[0];

let run: Prober | undefined;
let log = emptyLog();
let standstill = new Standstill();
let whenAllAnswered: (() => void) | undefined;
/** Rejects the page's pending request. */
let giveUp: (() => void) | undefined;

function start({ port, loop, sparing }: RunStart): Promise<void> {
  giveUp?.();
  run?.close();
  whenAllAnswered = undefined;
  log = emptyLog();
  spent.ms = 0;
  standstill = new Standstill();
  pulse.beginRun(loop, sparing);
  return new Promise((resolve, reject) => {
    giveUp = () => reject(abandoned());
    const prober = new Prober(
      port,
      {
        sent(probe, sentMs) {
          standstill.beat(Date.now());
          log.sentMs[probe] = sentMs;
          pulse.sent(sentMs);
        },
        answered(probe, sentMs, answeredMs) {
          log.answeredMs[probe] = answeredMs;
          pulse.answered(sentMs, answeredMs);
          if (probe === 0) resolve();
          if (prober.pending === 0) whenAllAnswered?.();
        },
        timer(dueMs, firedMs) {
          logTimer(log, dueMs, firedMs);
          pulse.timer(dueMs, firedMs);
        },
        inLine: (tasks) => pulse.inLine(tasks),
      },
      spent,
    );
    run = prober;
    run.start(probeIntervalMs);
  });
}

function stop({ startMs, endMs, frames, refreshMs }: RunEnd): Promise<Watched> {
  run?.stop();
  standstill.beat(Date.now());
  return new Promise((resolve, reject) => {
    giveUp = () => reject(abandoned());
    const report = () => {
      const during = duringRun(log, startMs, endMs);
      const sinceStart = {
        askedMs: frames.askedMs.map((ms) => ms - startMs),
        drawnMs: frames.drawnMs.map((ms) => ms - startMs),
      };
      const eventLoop = summariseLoop(during, sinceStart, endMs - startMs, refreshMs);
      resolve({ eventLoop, spentMs: spent.ms, stoodStillMs: standstill.longestMs });
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
    wipe: () => pulse.wipe(),
  },
);
const pulse = new WatchedPulse(page, spent);
