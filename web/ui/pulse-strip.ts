/**
 * Whether the event loop is alive, always in sight: a strip that the main thread draws and that
 * stops with it, a strip that the watchdog worker draws and that shows the freeze meanwhile, and
 * something that glides on because no script moves it. Tells of a freeze seen by the watchdog as
 * an event "freeze-seen".
 */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { OffscreenPulse } from "../monitor/offscreen-pulse.ts";
import { type Look, MainThreadPulse } from "../monitor/pulse.ts";
import { describeLength } from "../monitor/pulse-history.ts";
import { worthSayingMs } from "../monitor/pulse-scene.ts";
import { watchdog } from "../monitor/watchdog.ts";
import type { Loop, SeenFreeze } from "../monitor/watchdog-protocol.ts";
import { onThemeChange, pulseColours } from "./palette.ts";
import { base, buttons } from "./shared-styles.ts";

export class PulseStrip extends LitElement {
  static override properties = {
    frozeMs: { state: true },
    seen: { state: true },
    watched: { state: true },
    paused: { state: true },
    workerDraws: { state: true },
  };
  /** How long the last freeze of the main thread was; 0 before the first. */
  declare frozeMs: number;
  /** The last freeze that the watchdog saw, of whichever loop. */
  declare seen: SeenFreeze | undefined;
  /** Whose loop is watched for a run; null between runs, when the watchdog asks the main thread. */
  declare watched: Loop | null;
  declare paused: boolean;
  declare workerDraws: boolean;

  static override styles = [
    base,
    buttons,
    css`
      :host {
        border-block: 1px solid var(--line);
        background: var(--paper);
        font-size: 0.8125rem;
        line-height: 1.3;
      }
      .frame {
        max-inline-size: 80rem;
        margin-inline: auto;
        padding-inline: var(--page-edge);
      }
      .strips {
        display: grid;
        grid-template-columns: 1fr 1fr;
        column-gap: 2rem;
      }
      .strip {
        display: grid;
        grid-template-columns: 8.75rem minmax(0, 1fr);
        align-items: center;
      }
      .label {
        color: var(--muted);
        white-space: nowrap;
      }
      .label b {
        display: block;
        color: var(--ink);
      }
      .alarm {
        color: var(--alarm);
      }
      .screen {
        position: relative;
        block-size: 3.75rem;
      }
      canvas {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
      }
      .instead {
        display: grid;
        align-content: center;
        block-size: 100%;
      }
      .foot {
        display: grid;
        grid-template-columns: 8.75rem 7rem minmax(0, 1fr) auto;
        align-items: center;
        block-size: 1.75rem;
        color: var(--muted);
      }
      .track {
        overflow: hidden;
        margin-inline-end: 0.75rem;
        border-block: 0.3125rem solid transparent;
        background: linear-gradient(var(--line)) center / 100% 1px no-repeat;
      }
      .glider {
        animation: glide 1.6s ease-in-out infinite alternate;
      }
      .glider::before {
        content: "";
        display: block;
        inline-size: 1.25rem;
        block-size: 0.375rem;
        border-radius: 0.25rem;
        background: var(--ink);
      }
      /* As often as the pulses are drawn in a run, which needs what there is of the processor. */
      .in-run .glider {
        animation-timing-function: steps(24);
      }
      .paused .glider {
        animation-play-state: paused;
      }
      @keyframes glide {
        to {
          transform: translateX(calc(100% - 1.25rem));
        }
      }
      .why {
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .still,
      .why .short {
        display: none;
      }
      button {
        min-block-size: 1.5rem;
        min-inline-size: 4.5rem;
        padding: 0 0.5rem;
        font-size: 0.8125rem;
      }
      @media (prefers-reduced-motion: reduce) {
        .glider {
          animation: none;
        }
        .still {
          display: inline;
        }
        .glides {
          display: none;
        }
      }
      @media (max-width: 52rem) {
        .strips {
          grid-template-columns: 1fr;
        }
        .strip {
          grid-template-columns: 7.5rem minmax(0, 1fr);
          font-size: 0.75rem;
          line-height: 1.2;
        }
        .screen {
          block-size: 2.375rem;
        }
        .foot {
          grid-template-columns: 2.75rem minmax(0, 1fr) auto;
          font-size: 0.75rem;
        }
        .foot .label,
        .why .long {
          display: none;
        }
        button {
          min-inline-size: 4rem;
        }
        .why {
          white-space: normal;
          line-height: 1.1;
        }
        .why .short {
          display: inline;
        }
      }
    `,
  ];

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
    this.paused = false;
    this.workerDraws = true;
  }

  override render(): unknown {
    return html`
      <div class="frame ${this.paused ? "paused" : ""} ${this.watched ? "in-run" : ""}">
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
              ><span class="long"
                >glides on during a freeze: the compositor is not the main thread, and moves CSS
                animations without it</span
              ><span class="short">the compositor is not the main thread</span></span
            ><span class="still"
              >stands still: less motion was asked for<span class="long">
                (otherwise it would glide on during a freeze)</span
              ></span
            >
          </p>
          <button type="button" @click=${this.#onPause}>${this.paused ? "Resume" : "Pause"}</button>
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
    void this.updateComplete.then(() => this.#start());
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
      return "This browser lets no worker draw: what the watchdog saw of a freeze is told when it is over.";
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
      sparing: () => watchdog().watched !== null,
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
  };

  readonly #onPause = (): void => {
    this.paused = !this.paused;
  };
}

/** What is on show is not pushed aside by something lesser in its wake. */
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

customElements.define("lanes-pulse", PulseStrip);
