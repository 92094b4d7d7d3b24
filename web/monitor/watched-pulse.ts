/**
 * The pulse drawn by the watchdog worker: how the loop under test answers, seen from outside. It
 * keeps moving while that loop is blocked. Between runs it probes the main thread, during a run the
 * loop under test; while off-screen it neither probes nor draws. A strip of runs only shows nothing
 * but the time of runs: its clock stands still between them.
 */
import { epochNow, untilMultiple } from "../base/clock.ts";
import type { Stopwatch } from "../base/stopwatch.ts";
import type { Page } from "../workers/answering.ts";
import { Prober } from "./probe/prober.ts";
import { AnswerRecord } from "./pulse/answer-record.ts";
import { drawIntervalMs } from "./pulse/draw-interval.ts";
import { historyMs, type Look } from "./pulse/pulse.ts";
import type { Gap } from "./pulse/pulse-history.ts";
import { PulsePainter } from "./pulse/pulse-painter.ts";
import { calmPicture, type PulseView, tracePicture, worthSayingMs } from "./pulse/pulse-scene.ts";
import { webGlHere } from "./pulse/webgl-here.ts";
import type { Loop, SeenFreeze, WatchdogContract } from "./watchdog-protocol.ts";

/** Interval between probes of the main thread while no run is in progress. */
const idleProbeIntervalMs = 50;
/** In a freeze of minutes, only the first frames are recorded. */
const mostShown = 1000;

export class WatchedPulse {
  readonly #page: Page<WatchdogContract>;
  #record = new AnswerRecord(historyMs);
  #painter: PulsePainter | null = null;
  #idle: Prober | undefined;
  #showing = false;
  #calm = false;
  #drawEveryMs: number = drawIntervalMs.idle;
  #inRun = false;
  #loop: Loop = "main";
  /** As the loop of the run last said. */
  #tasksInLine = 0;
  #sinceMs = epochNow();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawnMs = epochNow();
  /** Of a strip of runs only: how far its clock is behind, and since when it stands still. */
  #runsOnly = false;
  #behindMs = 0;
  #stoodMs: number | undefined;
  /** The silence that the page has been told of. */
  #toldSilent = false;
  #shown: SeenFreeze["shown"] = [];
  /** The calm strip is redrawn only when this text changes. */
  #said = "";

  readonly #spent: Stopwatch;

  /** `spent` runs while it probes, handles answers and draws. */
  constructor(page: Page<WatchdogContract>, spent: Stopwatch) {
    this.#page = page;
    this.#spent = spent;
  }

  begin(
    port: MessagePort | undefined,
    canvases: { paint: OffscreenCanvas; ink: OffscreenCanvas } | undefined,
    pageHasWebGl: boolean,
  ): void {
    if (canvases) {
      // Where pages have WebGL2 but workers do not, drawing in workers is unfinished: WebKitGTK
      // 2.50 crashes on one page in four.
      const unfinished = pageHasWebGl && webGlHere() === "none";
      if (!unfinished) this.#painter = PulsePainter.on(canvases.paint, canvases.ink);
      if (!this.#painter) this.#page.tell("cannotDraw", undefined);
    }
    if (!port) {
      this.#runsOnly = true;
      if (!this.#inRun) this.#stoodMs = epochNow();
      this.wipe();
      return;
    }
    this.#idle = new Prober(
      port,
      {
        sent: (_probe, sentMs) => this.sent(sentMs),
        answered: (_probe, sentMs, answeredMs) => this.answered(sentMs, answeredMs),
        timer: (dueMs, firedMs) => this.timer(dueMs, firedMs),
        inLine: (tasks) => this.inLine(tasks),
      },
      this.#spent,
    );
  }

  look({ area, colours, showing, calm }: Look): void {
    this.#painter?.prepare(area, colours);
    this.#calm = calm;
    this.#said = "";
    if (showing && !this.#showing && !this.#runsOnly) {
      this.#sinceMs = epochNow();
      this.#record.pause();
    }
    this.#showing = showing;
    if (!showing || (this.#runsOnly && !this.#inRun)) this.#draw(this.#drawnMs);
    this.#carryOn();
  }

  wipe(): void {
    this.#record = new AnswerRecord(historyMs);
    this.#sinceMs = this.#nowMs();
    this.#drawnMs = this.#sinceMs;
    this.#said = "";
  }

  beginRun(loop: Loop, sparing: boolean): void {
    this.#drawEveryMs = drawIntervalMs[sparing ? "sparingRun" : "run"];
    this.#loop = loop;
    this.#tasksInLine = 0;
    this.#inRun = true;
    if (this.#stoodMs !== undefined) this.#behindMs += epochNow() - this.#stoodMs;
    this.#stoodMs = undefined;
    this.#record.pause();
    this.#carryOn();
  }

  endRun(): void {
    this.#drawEveryMs = drawIntervalMs.idle;
    this.#loop = "main";
    this.#tasksInLine = 0;
    this.#inRun = false;
    this.#record.pause();
    if (this.#runsOnly) {
      this.#stoodMs ??= epochNow();
      this.#draw(this.#nowMs());
    }
    this.#carryOn();
  }

  /** On the strip's clock. */
  #nowMs(): number {
    return (this.#stoodMs ?? epochNow()) - this.#behindMs;
  }

  sent(sentMs: number): void {
    if (this.#showing || this.#runsOnly) this.#record.sent(sentMs - this.#behindMs);
  }

  answered(sentMs: number, answeredMs: number): void {
    if (!this.#showing && !this.#runsOnly) return;
    const behindMs = this.#behindMs;
    const silence = this.#record.answered(sentMs - behindMs, answeredMs - behindMs);
    this.#toldSilent &&= !silence;
    if (silence && silence.endMs - silence.startMs >= worthSayingMs) this.#tell(silence);
    if (silence) this.#shown = [];
  }

  timer(dueMs: number, firedMs?: number): void {
    this.#record.timerDueMs = firedMs === undefined ? dueMs - this.#behindMs : undefined;
  }

  inLine(tasks: number): void {
    this.#tasksInLine = tasks;
  }

  #tell(silence: Gap): void {
    const behindMs = this.#behindMs;
    this.#page.tell("froze", {
      startMs: silence.startMs + behindMs,
      endMs: silence.endMs + behindMs,
      loop: this.#loop,
      missed: this.#record.missedIn(silence),
      shown: this.#shown
        // Without the frames of an earlier silence that stayed below the freeze threshold.
        .filter(({ atMs, silentMs }) => atMs - silentMs >= silence.startMs - 1)
        .map((frame) => ({ ...frame, atMs: frame.atMs + behindMs })),
    });
  }

  /** Probes and draws as the current state requires; neither while off-screen. */
  #carryOn(): void {
    clearTimeout(this.#timer);
    if (this.#showing && !this.#inRun) this.#idle?.start(idleProbeIntervalMs);
    else this.#idle?.stop();
    const going = this.#inRun || !this.#runsOnly;
    if (this.#showing && going && (this.#painter || this.#runsOnly)) this.#tick();
  }

  /** A timer, because some browsers stop a worker's requestAnimationFrame with the page. */
  readonly #tick = (): void => {
    // In step with the page's own pulse, so that the screen is composited once for both.
    this.#timer = setTimeout(this.#tick, untilMultiple(this.#drawEveryMs));
    this.#spent.during(() => {
      if (this.#painter) this.#draw(this.#nowMs());
      else this.#tellSilence(this.#nowMs());
    });
  };

  /** For a page that counts by itself what is not drawn here. */
  #tellSilence(nowMs: number): void {
    const silentMs = this.#record.silentMs(nowMs);
    if (this.#toldSilent || silentMs < worthSayingMs) return;
    this.#toldSilent = true;
    this.#page.tell("silent", {
      loop: this.#loop,
      sinceMs: nowMs - silentMs + this.#behindMs,
    });
  }

  #draw(nowMs: number): void {
    if (!this.#painter) return;
    this.#drawnMs = nowMs;
    const record = this.#record;
    const silentMs = record.silentMs(nowMs);
    const going = { startMs: nowMs - silentMs, endMs: nowMs };
    const view: PulseView = {
      nowMs,
      sinceMs: this.#sinceMs,
      gaps: (silentMs > 0 ? [...record.gaps, going] : record.gaps).filter(
        ({ startMs }) => startMs >= this.#sinceMs,
      ),
      silent: silentMs > 0,
      checks: record.checks.filter(({ sentMs }) => sentMs >= this.#sinceMs),
      timerDueMs: record.timerDueMs,
      tasksInLine: this.#tasksInLine,
      watched: true,
    };
    if (this.#calm) {
      const picture = calmPicture(view, this.#painter.area);
      const said = `${view.gaps.length} ${picture.labels.map(({ text }) => text).join()}`;
      if (said === this.#said) return;
      this.#said = said;
      this.#painter.draw(picture);
    } else {
      this.#painter.draw(tracePicture(view, this.#painter.area));
    }
    if (silentMs === 0) this.#shown = [];
    else if (this.#shown.length < mostShown) {
      this.#shown.push({ atMs: nowMs, silentMs, tasksInLine: this.#tasksInLine });
    }
  }
}
