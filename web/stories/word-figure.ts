/**
 * One of the three words as a figure: a short real run, whose recorded spans are then replayed
 * slowly enough to follow. It runs when the button is pressed, and pauses off-screen.
 */

import { css, html, LitElement, nothing, svg } from "lit";
import { lanesReady } from "../api/api.ts";
import { formatMeasured } from "../base/measured.ts";
import { scale } from "../kit/curves/curve-scale.ts";
import { drawing } from "../kit/drawing.ts";
import { accents, base, buttons } from "../kit/look/shared-styles.ts";
import { runOne } from "../kit/run-controller.ts";
import { Waiting } from "../kit/waiting.ts";
import { sentenceOf } from "../spec/errors.ts";
import { strategyEntry } from "../spec/strategies.ts";
import type { EventLoopReport, Result, Spec, Strategy } from "../spec/types.ts";
import { codeOf } from "./code-of.ts";
import { LiveFigure } from "./figures/live-figure.ts";
import { type Kept, recordedLine, type SpanColumns } from "./kept-plays.ts";
import { storyStyles } from "./story-styles.ts";
import { rowsOfWord } from "./word-rows.ts";

/** What is shown of a result. */
export interface WordRun {
  wallMs: number;
  spans: SpanColumns;
  eventLoop: Pick<EventLoopReport, "longestFreezeMs">;
}

/** By the word's name in the page. */
export type RecordedWords = Record<string, WordRun>;

export interface Word {
  how: Strategy;
  /** A discarded warm-up run, so that the figure does not show compilation. */
  warmUp: boolean;
  spec: Partial<Spec>;
  /** Rows for what computes, and for what is waited for. */
  threads: number;
  waits: number;
  /** Labels of the computing rows. */
  thread(row: number): string;
  /** One sentence, from the run's own numbers. */
  says(result: WordRun): string;
  /** The sentence before any run. */
  before: string;
}

/** Approximate duration of the replay, ms. */
const replayMs = 4000;

const width = 360;
const plot = { left: 76, right: 352 };
const row = 20;
const gap = 5;
const top = 6;
/** Every figure reserves this many rows. */
const most = 5;

export class WordFigure extends LitElement {
  static override properties = {
    word: { attribute: false },
    kept: { attribute: false },
    trouble: { state: true },
    result: { state: true },
    busy: { state: true },
    failure: { state: true },
    headMs: { state: true },
  };
  /** undefined until the page has set it. */
  declare word: Word | undefined;
  /** What was recorded of all words. */
  declare kept: Kept<RecordedWords> | undefined;
  /** Why nothing can be played here; "" if it can. */
  declare trouble: string;
  declare result: Result | undefined;
  declare busy: boolean;
  declare failure: string;
  /** Position of the replay, in ms of the run. */
  declare headMs: number;

  static override styles = [
    base,
    buttons,
    accents,
    storyStyles,
    drawing,
    css`
      :host {
        align-content: start;
      }
      .figure {
        gap: 0.75rem;
        padding: 0;
        border: 0;
      }
      .back {
        fill: none;
        stroke: var(--line);
      }
      .work {
        fill: var(--accent);
        stroke: var(--paper);
        stroke-width: 0.75;
      }
      .wait {
        fill: none;
        stroke: var(--accent);
        stroke-dasharray: 1 2.5;
        stroke-width: 7;
      }
      .ping {
        stroke: var(--accent);
      }
      .pinged {
        fill: var(--accent);
        stroke: var(--paper);
      }
      .label {
        fill: var(--ink);
      }
      .number {
        fill: var(--paper);
        font-weight: 700;
        text-anchor: middle;
      }
      .faint .number {
        fill: var(--ink);
      }
      .head {
        stroke: var(--ink);
      }
      .play {
        min-inline-size: 9rem;
      }
      .says {
        min-block-size: 4.5em;
        font-size: 0.9375rem;
        line-height: 1.5;
        text-wrap: pretty;
      }
    `,
  ];

  // The replay pauses off-screen.
  readonly #live = new LiveFigure(this, (visible) => {
    this.#stop();
    if (visible) this.#go();
  });
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #waiting = new Waiting(this);
  #frame = 0;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.busy = false;
    this.failure = "";
    this.trouble = "";
    this.headMs = 0;
  }

  override firstUpdated(): void {
    void lanesReady().catch((error: unknown) => {
      this.trouble = sentenceOf(error);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A browser's translation would leave what changes stale.
    this.translate = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    this.#abort?.abort();
  }

  override render(): unknown {
    const { word, result } = this;
    if (!word) return nothing;
    const recorded = result ? undefined : this.kept?.plays[this.dataset.word ?? ""];
    const trouble = this.failure || this.trouble;
    return html`
      <div class="figure" data-how=${word.how}>
        <div class="keys">
          <button class="play" type="button" aria-disabled=${this.busy || this.trouble !== ""} @click=${this.#press}>
            ${this.busy ? "Running" : result ? "Play again" : "Play"}
          </button>
        </div>
        ${this.#drawing(word, result ?? recorded, recorded !== undefined)}
        ${recordedLine(this.kept, recorded !== undefined, this.trouble === "")}
        <p class="says" aria-live="polite">
          ${trouble || (this.busy && this.#waiting.sentence) || (result ? word.says(result) : word.before)}
        </p>
        ${codeOf(word.how, word.spec.work ?? "", { result })}
      </div>
    `;
  }

  #drawing(word: Word, result: WordRun | undefined, recorded: boolean): unknown {
    const rows = result ? rowsOfWord(result.spans, strategyEntry(word.how).threads) : undefined;
    const { threads, waits } = word;
    const height = top + most * (row + gap) + 18;
    const endMs = result?.wallMs ?? 1;
    const x = scale({ from: 0, to: endMs }, { from: plot.left, to: plot.right });
    const yOf = (at: number) => top + at * (row + gap);
    const headMs = recorded ? endMs : Math.min(this.headMs, endMs);
    const slowed = result ? Math.round(replayMs / Math.max(1, result.wallMs)) : 1;
    return html`
      <svg class=${recorded ? "faint" : ""} viewBox="0 0 ${width} ${height}" role="img" aria-label=${result ? word.says(result) : word.before}>
        ${Array.from(
          { length: threads },
          (_, i) => svg`
            <text class="label" x="0" y=${yOf(i) + 14}>${word.thread(i)}</text>
            <rect class="back" x=${plot.left} y=${yOf(i)} width=${plot.right - plot.left} height=${row} />
            ${
              result && headMs >= endMs && rows?.threads[i]?.length === 0
                ? svg`<text x=${plot.left + 6} y=${yOf(i) + 14}>free</text>`
                : nothing
            }`,
        )}
        ${rows?.threads.map((spans, i) =>
          spans
            .filter(({ startMs }) => startMs < headMs)
            .map(({ task, startMs, endMs: to }) => {
              const left = x(startMs);
              const right = Math.max(left + 0.75, x(Math.min(to, headMs)));
              return svg`
                <rect class="work" fill-opacity=${tint(task)} x=${left} y=${yOf(i)} width=${right - left} height=${row} />
                ${right - left > 12 ? svg`<text class="number" x=${(left + right) / 2} y=${yOf(i) + 14}>${task + 1}</text>` : nothing}`;
            }),
        )}
        ${Array.from(
          { length: waits },
          (_, i) => svg`<text class="label" x="0" y=${yOf(threads + i) + 14}>call ${i + 1}</text>`,
        )}
        ${rows?.waits.map(
          ({ startMs, endMs: to }, i) => svg`
            ${
              startMs < headMs
                ? svg`<path class="wait" d="M${x(startMs)} ${yOf(threads + i) + row / 2}H${x(Math.min(to, headMs))}" />`
                : nothing
            }
            ${
              to <= headMs
                ? svg`
                  <path class="ping" d="M${x(to)} ${yOf(threads + i) + row / 2}V${yOf(0) + row / 2}" />
                  <circle class="pinged" cx=${x(to)} cy=${yOf(0) + row / 2} r="5" />`
                : nothing
            }`,
        )}
        ${
          result
            ? svg`
              ${headMs < endMs ? svg`<path class="head" d="M${x(headMs)} ${top - 4}V${height - 18}" />` : nothing}
              <text x=${plot.left} y=${height - 4}>0 ms</text>
              <text x=${plot.right} y=${height - 4} text-anchor="end">${formatMeasured(endMs)}${recorded ? "" : `, shown ${slowed} times slower`}</text>`
            : nothing
        }
      </svg>
    `;
  }

  readonly #press = (): void => {
    if (!this.busy) void this.#run();
  };

  async #run(): Promise<void> {
    if (!this.word || this.trouble) return;
    const { spec, how, warmUp } = this.word;
    const abort = new AbortController();
    this.#abort = abort;
    this.busy = true;
    this.failure = "";
    try {
      await lanesReady();
      const whole = { ...spec, how: [how] };
      if (warmUp && !this.result) await window.lanes.run(whole, { signal: abort.signal });
      const result = await runOne(whole, { signal: abort.signal });
      this.result = result;
      this.#replay(result);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.failure = sentenceOf(error);
      }
    } finally {
      this.busy = false;
    }
  }

  #replay(result: Result): void {
    this.#stop();
    this.headMs = this.#calm.matches ? result.wallMs : 0;
    this.#go();
  }

  #go(): void {
    const { result } = this;
    if (!result || !this.#live.visible) return;
    let lastMs: number | undefined;
    const step = (nowMs: number) => {
      // After the page was busy for a moment, the replay does not jump.
      const passedMs = lastMs === undefined ? 0 : Math.min(nowMs - lastMs, 100);
      lastMs = nowMs;
      this.headMs += (passedMs / replayMs) * result.wallMs;
      this.#frame = this.headMs < result.wallMs ? requestAnimationFrame(step) : 0;
    };
    if (this.headMs < result.wallMs) this.#frame = requestAnimationFrame(step);
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}

/** Neighbours differ even without colour. */
function tint(task: number): number {
  return [1, 0.8, 0.62][task % 3] ?? 1;
}

customElements.define("word-figure", WordFigure);
