/** The pulse of the page's main thread, always in sight while something runs. */
import { css, html, LitElement } from "lit";
import { MainThreadPulse } from "../monitor/pulse.ts";
import { describeGap } from "../monitor/pulse-history.ts";
import { onThemeChange, pulseColours } from "./palette.ts";
import { base } from "./shared-styles.ts";

export class PulseStrip extends LitElement {
  static override properties = { last: { state: true } };
  /** What the last freeze was, in words; empty before the first. */
  declare last: string;

  static override styles = [
    base,
    css`
      :host {
        border-block: 1px solid var(--line);
        background: var(--paper);
      }
      .strip {
        display: grid;
        grid-template-columns: 16.625rem 1fr;
        align-items: center;
        max-inline-size: 80rem;
        margin-inline: auto;
        padding-inline: var(--page-edge);
      }
      .label {
        font-size: 0.8125rem;
        line-height: 1.3;
        color: var(--muted);
      }
      .label b {
        display: block;
        color: var(--ink);
        font-weight: 700;
      }
      .label .last {
        color: var(--alarm);
      }
      canvas {
        display: block;
        inline-size: 100%;
        block-size: 4.75rem;
      }
      @media (max-width: 44rem) {
        .strip {
          grid-template-columns: 1fr;
          padding-block: 0.375rem 0;
        }
        .label {
          display: flex;
          flex-wrap: wrap;
          column-gap: 0.5rem;
          min-block-size: 1.1rem;
        }
        .label .who {
          display: none;
        }
        canvas {
          block-size: 3rem;
        }
      }
    `,
  ];

  #pulse: MainThreadPulse | undefined;
  #endThemeWatch: (() => void) | undefined;

  constructor() {
    super();
    this.last = "";
  }

  override render(): unknown {
    return html`
      <div class="strip">
        <p class="label">
          <b>Pulse of this page</b>
          <span class=${this.last ? "last" : "who"}
            >${this.last || "drawn by its main thread"}</span
          >
        </p>
        <canvas
          role="img"
          aria-label="A trace that the page’s main thread draws. It stops while that thread is blocked."
        ></canvas>
      </div>
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#start());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pulse?.dispose();
    this.#pulse = undefined;
    this.#endThemeWatch?.();
  }

  #start(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas || this.#pulse || !this.isConnected) return;
    this.#pulse = new MainThreadPulse(canvas, {
      colours: pulseColours(this),
      onGap: (gap) => {
        if (gap.endMs - gap.startMs >= 100) this.last = `last: ${describeGap(gap)}`;
      },
    });
    this.#endThemeWatch = onThemeChange(() => this.#pulse?.setColours(pulseColours(this)));
  }
}

customElements.define("lanes-pulse", PulseStrip);
