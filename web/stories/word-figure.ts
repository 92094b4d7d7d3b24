/**
 * One of the three words as a figure: a short real run, and then its recorded spans shown slowly
 * enough to be followed. It runs at the press of a button and stops moving off-screen.
 */
import { css, html, LitElement, nothing, svg } from "lit";
import { type Result, type Spans, type Spec, spanKinds, type Strategy } from "../engine/types.ts";
import { scale } from "../ui/curve-scale.ts";
import { formatMs } from "../ui/format.ts";
import { accents, base, buttons } from "../ui/shared-styles.ts";
import { LiveFigure } from "./live-figure.ts";
import { drawing, storyStyles } from "./story-styles.ts";

export interface Word {
  how: Strategy;
  /** Run first and thrown away, so that what is shown is not the compiler at work. */
  warmUp: boolean;
  spec: Partial<Spec>;
  /** What the rows are called that show who computes. */
  thread(row: number, rows: number): string;
  /** One sentence, from the run's own numbers. */
  says(result: Result): string;
  /** The same before anything has run. */
  before: string;
}

/** The replay takes about so long, ms. */
const replayMs = 4000;

const width = 360;
const plot = { left: 76, right: 352 };
const row = 20;
const gap = 5;
const top = 6;

const running = spanKinds.indexOf("running");
const waiting = spanKinds.indexOf("waiting");

export class WordFigure extends LitElement {
  static override properties = {
    word: { attribute: false },
    result: { state: true },
    busy: { state: true },
    failure: { state: true },
    headMs: { state: true },
  };
  /** undefined until the page has said which it is. */
  declare word: Word | undefined;
  declare result: Result | undefined;
  declare busy: boolean;
  declare failure: string;
  /** How far the replay has come, in ms of the run. */
  declare headMs: number;

  static override styles = [
    base,
    buttons,
    accents,
    storyStyles,
    drawing,
    css`
      :host {
        gap: 0.625rem;
        align-content: start;
      }
      .back {
        fill: none;
        stroke: var(--line);
      }
      .work {
        stroke: var(--paper);
        stroke-width: 0.75;
      }
      .wait {
        fill: none;
        stroke: var(--accent);
        stroke-dasharray: 1 2.5;
        stroke-width: 7;
      }
      .label {
        fill: var(--ink);
      }
      .number {
        fill: var(--paper);
        font-weight: 700;
        text-anchor: middle;
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

  readonly #live = new LiveFigure(this, () => this.#lastFrameMs = undefined);
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #frame = 0;
  #lastFrameMs: number | undefined;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.busy = false;
    this.failure = "";
    this.headMs = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#abort?.abort();
  }

  override render(): unknown {
    const { word, result } = this;
    if (!word) return nothing;
    return html`
      <div data-how=${word.how}>
        ${this.#drawing(word, result)}
        <p class="says" aria-live="polite">
          ${this.failure || (result ? word.says(result) : word.before)}
        </p>
        <div class="keys">
          <button class="play" type="button" aria-disabled=${this.busy} @click=${this.#press}>
            ${this.busy ? "Running" : result ? "Play again" : "Play"}
          </button>
        </div>
      </div>
    `;
  }

  #drawing(word: Word, result: Result | undefined): unknown {
    const rows = result ? rowsOf(result.spans, word.how === "parallel") : undefined;
    const threads = rows?.threads.length ?? 1;
    const waits = rows?.waits.length ?? 0;
    const height = top + Math.max(4, threads + waits) * (row + gap) + 18;
    const endMs = result?.wallMs ?? 1;
    const x = scale({ from: 0, to: endMs }, { from: plot.left, to: plot.right });
    const yOf = (at: number) => top + at * (row + gap);
    const headMs = Math.min(this.headMs, endMs);
    const slowed = result ? Math.round(replayMs / Math.max(1, result.wallMs)) : 1;
    return html`
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${result ? word.says(result) : word.before}>
        ${Array.from(
          { length: threads },
          (_, i) => svg`
            <text class="label" x="0" y=${yOf(i) + 14}>${word.thread(i, threads)}</text>
            <rect class="back" x=${plot.left} y=${yOf(i)} width=${plot.right - plot.left} height=${row} />`,
        )}
        ${rows?.threads.map((spans, i) =>
          spans
            .filter(({ startMs }) => startMs < headMs)
            .map(({ task, startMs, endMs: to }) => {
              const left = x(startMs);
              const right = Math.max(left + 0.75, x(Math.min(to, headMs)));
              return svg`
                <rect class="work" fill="var(--accent)" fill-opacity=${tint(task)} x=${left} y=${yOf(i)} width=${right - left} height=${row} />
                ${right - left > 12 ? svg`<text class="number" x=${(left + right) / 2} y=${yOf(i) + 14}>${task + 1}</text>` : nothing}`;
            }),
        )}
        ${rows?.waits.map(
          ({ task, startMs, endMs: to }, i) => svg`
            <text class="label" x="0" y=${yOf(threads + i) + 14}>call ${task + 1}</text>
            ${
              startMs < headMs
                ? svg`<path class="wait" d="M${x(startMs)} ${yOf(threads + i) + row / 2}H${x(Math.min(to, headMs))}" />`
                : nothing
            }`,
        )}
        ${
          result
            ? svg`
              ${headMs < endMs ? svg`<path class="head" d="M${x(headMs)} ${top - 4}V${height - 18}" />` : nothing}
              <text x=${plot.left} y=${height - 4}>0 ms</text>
              <text x=${plot.right} y=${height - 4} text-anchor="end">${formatMs(endMs)}, shown ${slowed} times slower</text>`
            : nothing
        }
      </svg>
    `;
  }

  readonly #press = (): void => {
    if (!this.busy) void this.#run();
  };

  async #run(): Promise<void> {
    if (!this.word) return;
    const { spec, how, warmUp } = this.word;
    const abort = new AbortController();
    this.#abort = abort;
    this.busy = true;
    this.failure = "";
    try {
      await window.lanes.ready;
      const whole = { ...spec, how: [how] };
      if (warmUp && !this.result) await window.lanes.run(whole, { signal: abort.signal });
      const [result] = await window.lanes.run(whole, { signal: abort.signal });
      if (!result?.valid) throw new Error(result?.notes.at(-1) ?? "The run gave no result.");
      this.result = result;
      this.#replay(result);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.failure = error instanceof Error ? error.message : String(error);
      }
    } finally {
      this.busy = false;
    }
  }

  #replay(result: Result): void {
    cancelAnimationFrame(this.#frame);
    this.#lastFrameMs = undefined;
    if (this.#calm.matches) {
      this.headMs = result.wallMs;
      return;
    }
    this.headMs = 0;
    const step = (nowMs: number) => {
      // Off-screen the replay stands still.
      if (this.#live.visible) {
        const passedMs = this.#lastFrameMs === undefined ? 0 : nowMs - this.#lastFrameMs;
        this.#lastFrameMs = nowMs;
        this.headMs += (Math.min(passedMs, 100) / replayMs) * result.wallMs;
      }
      if (this.headMs < result.wallMs) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }
}

interface Bar {
  task: number;
  startMs: number;
  endMs: number;
}

/**
 * Who computes, row by row, and which waits there are. `parallel`: a lane is a thread; otherwise
 * there is one thread, and all that runs, runs on it.
 */
export function rowsOf(spans: Spans, parallel: boolean): { threads: Bar[][]; waits: Bar[] } {
  const threads = new Map<number, Bar[]>(parallel ? [] : [[0, []]]);
  const waits: Bar[] = [];
  for (let i = 0; i < spans.count; i++) {
    const bar = {
      task: spans.task[i] as number,
      startMs: spans.startMs[i] as number,
      endMs: spans.endMs[i] as number,
    };
    if (spans.kind[i] === waiting) waits.push(bar);
    if (spans.kind[i] !== running) continue;
    const lane = parallel ? (spans.lane[i] as number) : 0;
    threads.set(lane, [...(threads.get(lane) ?? []), bar]);
  }
  const lanes = [...threads].sort(([a], [b]) => a - b).map(([, bars]) => bars);
  return { threads: lanes, waits: waits.sort((a, b) => a.task - b.task) };
}

/** Neighbours look different without colour. */
function tint(task: number): number {
  return [1, 0.72, 0.5][task % 3] ?? 1;
}

customElements.define("word-figure", WordFigure);
