/**
 * The pulse of the event loop under test, during runs: drawn by the watchdog's worker, so that it
 * shows a freeze while it lasts, whichever loop that is of. Where no worker can draw, a count runs
 * instead for as long as the loop is silent, by a CSS animation. Reports a freeze as "freeze-seen".
 */
import { css, html, LitElement } from "lit";
import { toLocal } from "../base/clock.ts";
import { formatMs } from "../base/format.ts";
import { onThemeChange, pulseColours } from "../kit/look/palette.ts";
import { base } from "../kit/look/shared-styles.ts";
import { OffscreenPulse } from "../monitor/offscreen-pulse.ts";
import { watchdog } from "../monitor/watchdog.ts";
import type { SeenFreeze } from "../monitor/watchdog-protocol.ts";

/** What the count can show: tenths of a second up to this many seconds. */
const countsToS = 20;
const counted = [...Array(10 * countsToS).keys(), 10 * countsToS]
  .map((tenths) => `${(tenths / 10).toFixed(1)} s`)
  .join("\n");

export class LanesEmbedPulse extends LitElement {
  static override properties = {
    workerDraws: { state: true },
    running: { type: Boolean },
    silentSinceMs: { state: true },
    seen: { state: true },
  };
  declare workerDraws: boolean;
  declare running: boolean;
  /** On the page's clock; undefined while the loop answers. */
  declare silentSinceMs: number | undefined;
  /** The last freeze. */
  declare seen: SeenFreeze | undefined;

  static override styles = [
    base,
    css`
      :host {
        position: relative;
        block-size: 3rem;
      }
      canvas {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
      }
      .instead {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        block-size: 100%;
        font-size: 0.875rem;
        line-height: 1.25rem;
      }
      .beat {
        flex: none;
        inline-size: 0.75rem;
        block-size: 0.75rem;
        border-radius: 50%;
        background: var(--alive);
      }
      .alive .beat {
        animation: beat 1s ease-out infinite;
      }
      .silent {
        color: var(--alarm);
        font-weight: 700;
      }
      .silent .beat {
        background: var(--alarm);
      }
      .window {
        block-size: 1.25rem;
        overflow: hidden;
        font-variant-numeric: tabular-nums;
      }
      .count {
        display: block;
        white-space: pre;
        animation: count ${countsToS}s steps(${10 * countsToS}) forwards;
      }
      @keyframes beat {
        30% {
          transform: scale(0.5);
        }
      }
      @keyframes count {
        to {
          transform: translateY(-${(10 * countsToS * 5) / 4}rem);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .alive .beat {
          animation: none;
        }
      }
    `,
  ];

  #pulse: OffscreenPulse | undefined;
  /** Until the observer has looked: it was made because somebody pressed Run. */
  #onScreen = true;
  readonly #reduced = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #seen = new IntersectionObserver(([entry]) => {
    this.#onScreen = entry?.isIntersecting ?? false;
    this.#look();
  });
  readonly #resized = new ResizeObserver(() => this.#look());
  #endThemeWatch: (() => void) | undefined;

  constructor() {
    super();
    this.workerDraws = true;
    this.running = false;
  }

  override render(): unknown {
    if (!this.workerDraws) return this.#instead();
    return html`<canvas></canvas><canvas
        role="img"
        aria-label="A trace of how the event loop under test answers, drawn by another worker. It goes on while that loop is blocked, goes flat, and counts for how long."
      ></canvas>`;
  }

  #instead(): unknown {
    if (this.silentSinceMs !== undefined) {
      return html`<p class="instead silent">
        <span class="beat"></span>no answer for
        <span class="window" aria-hidden="true"><span class="count">${counted}</span></span>
      </p>`;
    }
    const { seen } = this;
    const last = seen
      ? html` It gave no answer for <b>${formatMs(seen.endMs - seen.startMs)}</b>.`
      : "";
    return html`<p class="instead ${this.running ? "alive" : ""}">
      <span class="beat"></span><span>${this.running ? "It answers." : ""}${last}</span>
    </p>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#look);
    this.#reduced.addEventListener("change", this.#look);
    this.#endThemeWatch = onThemeChange(this.#look);
    this.#seen.observe(this);
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#look);
    this.#reduced.removeEventListener("change", this.#look);
    this.#endThemeWatch?.();
    this.#seen.disconnect();
    this.#resized.disconnect();
    this.#onScreen = false;
    this.#look();
  }

  override firstUpdated(): void {
    const [paint, ink] = this.renderRoot.querySelectorAll("canvas");
    if (!paint || !ink) return;
    this.#pulse = new OffscreenPulse(watchdog(), {
      paint,
      ink,
      runsOnly: true,
      onCannotDraw: () => {
        this.workerDraws = false;
      },
      onSilence: (sinceMs) => {
        if (this.running) this.silentSinceMs = toLocal(sinceMs);
      },
      onFreeze: (detail) => {
        this.silentSinceMs = undefined;
        this.seen = detail;
        this.dispatchEvent(
          new CustomEvent("freeze-seen", { detail, bubbles: true, composed: true }),
        );
      },
    });
    this.#look();
  }

  override updated(): void {
    if (!this.running) this.silentSinceMs = undefined;
    const count = this.renderRoot.querySelector<HTMLElement>(".count");
    if (!count || this.silentSinceMs === undefined) return;
    count.style.animationDelay = `${this.silentSinceMs - performance.now()}ms`;
  }

  /** Before a run. */
  async wipe(): Promise<void> {
    await this.updateComplete;
    this.seen = undefined;
    this.#pulse?.wipe();
  }

  readonly #look = (): void => {
    const ratio = devicePixelRatio || 1;
    this.#pulse?.look({
      area: {
        width: Math.round(this.clientWidth * ratio),
        height: Math.round(this.clientHeight * ratio),
        ratio,
      },
      colours: pulseColours(this),
      showing: this.#onScreen && !document.hidden,
      calm: this.#reduced.matches,
    });
  };
}

customElements.define("lanes-embed-pulse", LanesEmbedPulse);
