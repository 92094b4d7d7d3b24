/**
 * Shows at all times whether the event loop is alive: a strip drawn by the main thread, which stops
 * with it; a strip drawn by the watchdog worker, which shows the freeze live; and a marker that
 * keeps moving because the compositor animates it. Reports a freeze seen by the watchdog as the
 * event "freeze-seen".
 */

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { lanesReady } from "../../api/api.ts";
import { onThemeChange, pulseColours } from "../../kit/look/palette.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import { OffscreenPulse } from "../../monitor/offscreen-pulse.ts";
import { type Look, MainThreadPulse } from "../../monitor/pulse/pulse.ts";
import { describeLength } from "../../monitor/pulse/pulse-history.ts";
import { worthSayingMs } from "../../monitor/pulse/pulse-scene.ts";
import { watchdog } from "../../monitor/watchdog.ts";
import type { Loop, SeenFreeze } from "../../monitor/watchdog-protocol.ts";
import { styles } from "./pulse-strip-styles.ts";

export class PulseStrip extends LitElement {
  static override properties = {
    frozeMs: { state: true },
    seen: { state: true },
    watched: { state: true },
    sparing: { state: true },
    paused: { state: true },
    taps: { state: true },
    workerDraws: { state: true },
  };
  /** Length of the main thread's last freeze; 0 before the first. */
  declare frozeMs: number;
  /** The last freeze that the watchdog saw, of either loop. */
  declare seen: SeenFreeze | undefined;
  /** The loop watched during a run; null between runs, when the watchdog probes the main thread. */
  declare watched: Loop | null;
  /** The run needs every core. */
  declare sparing: boolean;
  declare paused: boolean;
  /** How many taps the main thread has counted: none while it is frozen. */
  declare taps: number;
  declare workerDraws: boolean;

  static override styles = [base, buttons, styles];

  #main: MainThreadPulse | undefined;
  #watched: OffscreenPulse | undefined;
  #screens: HTMLElement[] = [];
  #onScreen = false;
  readonly #mainWorst = new Worst();
  readonly #seenWorst = new Worst();
  readonly #reduced = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #seen = new IntersectionObserver(([entry]) => {
    this.#onScreen = entry?.isIntersecting ?? false;
    this.#look();
  });
  readonly #resized = new ResizeObserver(() => this.#look());
  #endThemeWatch: (() => void) | undefined;

  constructor() {
    super();
    this.frozeMs = 0;
    this.watched = null;
    this.sparing = false;
    this.paused = false;
    this.taps = 0;
    this.workerDraws = true;
  }

  override render(): unknown {
    return html`
      <div class="frame ${this.paused ? "paused" : ""} ${this.watched ? "in-run" : ""} ${this.sparing ? "sparing" : ""}">
        <div class="strips">
          <div class="strip">
            <p class="label">
              <b>Main thread</b>
              ${
                this.frozeMs > 0
                  ? html`<span class="alarm">froze for ${describeLength(this.frozeMs)}</span>`
                  : "draws this itself"
              }
            </p>
            <div class="screen" data-drawn-by="main">
              <canvas></canvas>
              <canvas
                role="img"
                aria-label="A trace that the page’s main thread draws. It stops while that thread is blocked."
              ></canvas>
            </div>
          </div>
          <div class="strip">
            <p class="label"><b>Watchdog</b> ${this.#watchdogSays()}</p>
            <div class="screen" data-drawn-by="watchdog">
              <canvas ?hidden=${!this.workerDraws}></canvas>
              <canvas
                ?hidden=${!this.workerDraws}
                role="img"
                aria-label="A trace that a worker draws of how the event loop under test answers it. It goes on while that loop is blocked, goes flat, and marks each health check that is missed."
              ></canvas>
              ${this.workerDraws ? nothing : html`<p class="instead">${this.#instead()}</p>`}
            </div>
          </div>
        </div>
        <div class="foot">
          <span class="label"><b>Compositor</b></span>
          <div class="track"><div class="glider"></div></div>
          <p class="why">
            <span class="glides"
              >glides on during a freeze: the compositor is not the main thread, and moves CSS
              animations without it</span
            ><span class="still"
              >stands still: less motion was asked for (otherwise it would glide on during a
              freeze)</span
            >
          </p>
          <button
            class="tap"
            type="button"
            title="The main thread counts your taps: none while it is frozen, though the page scrolls on."
            @click=${this.#onTap}
          >
            Tap me: <b>${this.taps}</b>
          </button>
          <button class="pause" type="button" @click=${this.#onPause}>${this.paused ? "Resume" : "Pause"}</button>
        </div>
      </div>
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#look);
    this.#reduced.addEventListener("change", this.#look);
    watchdog().addEventListener("watched", this.#onWatched);
    this.#endThemeWatch = onThemeChange(this.#look);
    void this.updateComplete.then(loaded).then(() => this.#start());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#look);
    this.#reduced.removeEventListener("change", this.#look);
    watchdog().removeEventListener("watched", this.#onWatched);
    this.#endThemeWatch?.();
    this.#seen.disconnect();
    this.#resized.disconnect();
    this.#onScreen = false;
    this.#look();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("paused")) this.#look();
  }

  #watchdogSays(): unknown {
    const { seen } = this;
    if (this.watched === "worker") return "asks the loop worker";
    if (!seen || !this.workerDraws) return "asks the main thread";
    return html`<span class="alarm">${missedChecks(seen)}</span>`;
  }

  #instead(): string {
    const { seen } = this;
    if (!seen) {
      return "In this browser no worker can draw: the watchdog reports each freeze when it is over.";
    }
    const whose = seen.loop === "main" ? "The main thread" : "The loop worker";
    return `${whose} gave no answer for ${describeLength(seen.endMs - seen.startMs)}: ${missedChecks(seen)}.`;
  }

  #start(): void {
    if (!this.isConnected) return;
    this.#screens = [...this.renderRoot.querySelectorAll<HTMLElement>(".screen")];
    const [mine, its] = this.#screens.map((screen) => screen.querySelectorAll("canvas"));
    const [paint, ink, itsPaint, itsInk] = [mine?.[0], mine?.[1], its?.[0], its?.[1]];
    if (!paint || !ink || !itsPaint || !itsInk) return;
    this.#main ??= new MainThreadPulse({
      paint,
      ink,
      pace: () => (watchdog().sparing ? "sparingRun" : watchdog().watched ? "run" : "idle"),
      spent: watchdog().onMain,
      onGap: ({ startMs, endMs }) => {
        const ms = endMs - startMs;
        if (ms >= worthSayingMs && this.#mainWorst.outdone(ms)) this.frozeMs = ms;
      },
    });
    this.#watched ??= new OffscreenPulse(watchdog(), {
      paint: itsPaint,
      ink: itsInk,
      onCannotDraw: () => {
        this.workerDraws = false;
      },
      onFreeze: (freeze) => {
        const ms = freeze.endMs - freeze.startMs;
        if (this.#seenWorst.outdone(ms)) this.seen = freeze;
        this.dispatchEvent(
          new CustomEvent<SeenFreeze>("freeze-seen", {
            detail: freeze,
            bubbles: true,
            composed: true,
          }),
        );
      },
    });
    this.#seen.observe(this);
    for (const screen of this.#screens) this.#resized.observe(screen);
  }

  readonly #look = (): void => {
    const colours = pulseColours(this);
    const ratio = devicePixelRatio || 1;
    const showing = this.#onScreen && !document.hidden && !this.paused;
    const calm = this.#reduced.matches;
    for (const [i, pulse] of [this.#main, this.#watched].entries()) {
      const screen = this.#screens[i];
      if (!screen) continue;
      const area = {
        width: Math.round(screen.clientWidth * ratio),
        height: Math.round(screen.clientHeight * ratio),
        ratio,
      };
      pulse?.look({ area, colours, showing, calm } satisfies Look);
    }
  };

  readonly #onWatched = (): void => {
    this.watched = watchdog().watched;
    this.sparing = watchdog().sparing;
  };

  readonly #onTap = (): void => {
    this.taps++;
  };

  readonly #onPause = (): void => {
    this.paused = !this.paused;
  };
}

/** A small freeze right after a larger one does not replace it. */
class Worst {
  #ms = 0;
  #untilMs = 0;

  outdone(ms: number): boolean {
    const nowMs = performance.now();
    if (ms < this.#ms && nowMs < this.#untilMs) return false;
    this.#ms = ms;
    this.#untilMs = nowMs + 5000;
    return true;
  }
}

function missedChecks({ missed }: SeenFreeze): string {
  return `${missed === 0 ? "no" : missed} ${missed === 1 ? "check" : "checks"} missed`;
}

/** Ignores freezes while the page loads: the reader did not ask to see those. */
async function loaded(): Promise<void> {
  await lanesReady().catch(() => undefined);
  if (document.readyState !== "complete") {
    await new Promise((done) => window.addEventListener("load", done, { once: true }));
  }
}

customElements.define("lanes-pulse", PulseStrip);
