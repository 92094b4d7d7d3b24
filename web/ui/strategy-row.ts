/** One strategy: its switch, its run button, and in the same row what came of it. */
import { css, html, LitElement, nothing } from "lit";
import type { Progress, Result, Spec, Strategy } from "../engine/types.ts";
import { failureReasons } from "../share/compare.ts";
import { formatAbout, formatCount, formatMs, plural } from "../text/format.ts";
import type { Author } from "./author.ts";
import { tell } from "./events.ts";
import { accents, base, buttons } from "./shared-styles.ts";
import { explain } from "./strategies.ts";

export type RowState = "idle" | "next" | "running";

export class StrategyRow extends LitElement {
  static override properties = {
    how: {},
    spec: { attribute: false },
    chosen: { type: Boolean },
    state: {},
    busy: { type: Boolean },
    result: { attribute: false },
    progress: { attribute: false },
    scaleMs: { attribute: false },
    speedup: { attribute: false },
    estimateMs: { attribute: false },
    author: { attribute: false },
  };
  declare how: Strategy;
  declare spec: Spec;
  declare chosen: boolean;
  declare state: RowState;
  /** Some strategy is running. */
  declare busy: boolean;
  declare result: Result | undefined;
  declare progress: Progress | undefined;
  /** Wall time that fills the bar's track. */
  declare scaleMs: number;
  /** A factor, "baseline", or nothing to compare with. */
  declare speedup: number | "baseline" | undefined;
  /** How long running it will freeze the page; 0 when it will not. */
  declare estimateMs: number;
  /** Whose results came with the link, if any did. */
  declare author: Author | undefined;

  static override styles = [
    base,
    buttons,
    accents,
    css`
      .row {
        display: grid;
        grid-template-columns: var(--board-columns);
        grid-template-rows: 2.75rem auto;
        column-gap: var(--board-gap);
        align-items: center;
        padding-block: 0.75rem 0.625rem;
        border-block-start: 1px solid var(--line);
      }
      .choose {
        display: flex;
        gap: 0.75rem;
        align-items: center;
        block-size: 2.75rem;
        cursor: pointer;
      }
      input {
        flex: none;
        appearance: none;
        inline-size: 1.375rem;
        block-size: 1.375rem;
        margin: 0;
        border: 1.5px solid var(--edge);
        border-radius: 3px;
        cursor: pointer;
      }
      input:checked {
        border-color: var(--accent);
        background: var(--pattern), var(--accent);
      }
      .name {
        font-size: 1.125rem;
        font-weight: 700;
        letter-spacing: -0.01em;
      }
      .row:not(.chosen) .name {
        color: var(--muted);
        font-weight: 400;
      }
      .explain {
        grid-row: 2;
        align-self: start;
        color: var(--muted);
        font-size: 0.875rem;
        line-height: 1.4;
        text-wrap: pretty;
      }
      .track {
        position: relative;
        block-size: 1.75rem;
        border-inline-start: 1.5px solid var(--ink);
      }
      .track::after {
        content: "";
        position: absolute;
        inset-inline: 0;
        inset-block-start: 50%;
        border-block-start: 1px solid var(--line);
      }
      .bar {
        position: relative;
        z-index: 1;
        min-inline-size: 3px;
        block-size: 100%;
        background: var(--pattern), var(--accent);
        forced-color-adjust: none;
      }
      .running .bar {
        opacity: 0.6;
      }
      .theirs {
        position: absolute;
        z-index: 2;
        inset-block: -0.3125rem;
        inline-size: 0;
        border-inline-start: 2px dashed var(--ink);
        forced-color-adjust: none;
      }
      .count {
        color: var(--muted);
        font-size: 1rem;
        font-weight: 400;
        letter-spacing: 0;
      }
      dt {
        position: absolute;
        clip-path: inset(50%);
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
      }
      dd {
        text-align: end;
        font-size: 1rem;
        white-space: nowrap;
      }
      .wall {
        font-size: 1.375rem;
        font-weight: 700;
        letter-spacing: -0.02em;
      }
      .none {
        color: var(--muted);
        font-size: 1rem;
        font-weight: 400;
      }
      .bad {
        color: var(--alarm);
        font-weight: 700;
      }
      .expected {
        color: var(--muted);
        font-size: 0.875rem;
        font-style: italic;
      }
      .one {
        display: grid;
        place-items: center;
        inline-size: 2.75rem;
        padding: 0;
        justify-self: end;
      }
      .one svg {
        display: block;
        fill: currentColor;
      }
      .details {
        grid-column: 2 / -1;
        grid-row: 2;
        align-self: start;
        min-block-size: 1.25rem;
        color: var(--muted);
        font-size: 0.8125rem;
        line-height: 1.4;
      }
      .details .reason,
      .details .invalid {
        display: block;
        color: var(--alarm);
      }
      .details.compared {
        min-block-size: 3.5rem;
      }
      .author b {
        color: var(--ink);
      }
      .mark {
        display: inline-block;
        padding-inline: 0.375rem;
        border: 1px solid var(--edge);
        border-radius: 2px;
        color: var(--ink);
        font-size: 0.75rem;
        line-height: 1.3;
      }
      @media (max-width: 60rem) {
        .row {
          grid-template-columns: 1fr auto 2.75rem;
          grid-template-rows: none;
          gap: 0.25rem 0.75rem;
        }
        .choose {
          grid-area: 1 / 1;
        }
        .cell-wall {
          grid-area: 1 / 2;
        }
        .one {
          grid-area: 1 / 3;
        }
        .explain {
          grid-area: 2 / 1 / auto / -1;
        }
        .track {
          grid-area: 3 / 1 / auto / -1;
          block-size: 1.5rem;
          margin-block: 0.25rem;
        }
        .metrics {
          grid-area: 4 / 1 / auto / -1;
          display: grid;
          grid-template-columns: repeat(4, auto);
          gap: 0 0.75rem;
          justify-content: space-between;
        }
        .metrics dt {
          position: static;
          clip-path: none;
          inline-size: auto;
          block-size: auto;
          color: var(--muted);
          font-size: 0.75rem;
          line-height: 1.3;
        }
        .metrics dd {
          text-align: start;
        }
        .metrics .cell {
          display: flex;
          flex-direction: column;
          justify-content: end;
        }
        .details {
          grid-area: 5 / 1 / auto / -1;
        }
        .details {
          min-block-size: 2.8em;
        }
        .details.compared {
          min-block-size: 7em;
        }
        /* Room is kept for what is going to be measured, not for what nobody asked for. */
        .idle:not(.chosen) :is(.track, .metrics, .details) {
          display: none;
        }
      }
      @media (min-width: 60.001rem) {
        .metrics,
        .cell,
        .cell-wall {
          display: contents;
        }
      }
      @media (prefers-reduced-motion: no-preference) {
        .bar {
          transition: inline-size 350ms cubic-bezier(0.2, 0.8, 0.2, 1);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.how = "sequential";
    this.chosen = false;
    this.state = "idle";
    this.busy = false;
    this.scaleMs = 1;
    this.estimateMs = 0;
  }

  override render(): unknown {
    const { how, state, result } = this;
    const shown = state === "idle" ? result : undefined;
    const theirs = this.author?.runOf(this.spec, how);
    return html`
      <div class=${`row ${state} ${this.chosen || shown ? "chosen" : ""}`} data-how=${how}>
        <label class="choose">
          <input
            type="checkbox"
            .checked=${this.chosen}
            aria-describedby="explain"
            @change=${this.#toggle}
          />
          <span class="name">${how}</span>
        </label>
        <p class="explain" id="explain">${explain(how, this.spec)}</p>
        <div class="track">
          <div class="bar" ?hidden=${!shown && state !== "running"}></div>
          <div class="theirs" ?hidden=${!theirs} title="The author of the link"></div>
        </div>
        ${this.#numbers(shown)}
        <button
          class="one"
          type="button"
          aria-disabled=${this.busy}
          aria-label=${this.#runOneLabel()}
          title=${this.#runOneLabel()}
          @click=${this.#runOne}
        >
          <svg width="12" height="14" viewBox="0 0 12 14" aria-hidden="true">
            <path d="M0 0l12 7-12 7z" />
          </svg>
        </button>
        <div class="details ${theirs ? "compared" : ""}">
          ${
            theirs && this.author
              ? html`<p class="author">
                  <b>Author:</b> ${this.author.describe(theirs)};
                  <b>you:</b> ${shown ? this.author.describeReaders(shown) : "not run yet"}
                </p>`
              : nothing
          }
          ${shown ? details(shown) : nothing}
        </div>
      </div>
    `;
  }

  override updated(): void {
    const { progress } = this;
    const part =
      this.state === "running"
        ? progress && progress.tasks > 0
          ? progress.ended / progress.tasks
          : 0
        : (this.result?.wallMs ?? 0) / this.scaleMs;
    this.#place(".bar", "inline-size", part);
    const theirsMs = this.author?.runOf(this.spec, this.how)?.wallMs ?? 0;
    this.#place(".theirs", "inset-inline-start", theirsMs / this.scaleMs);
  }

  /** `part` of the track's length. */
  #place(selector: string, property: string, part: number): void {
    const element = this.renderRoot.querySelector<HTMLElement>(selector);
    element?.style.setProperty(property, `${(Math.min(1, part) * 100).toFixed(2)}%`);
  }

  #wallText(shown: Result | undefined): unknown {
    if (this.state === "running") {
      const ended = formatCount(this.progress?.ended ?? 0);
      const tasks = formatCount(this.progress?.tasks ?? this.spec.tasks);
      return html`<span class="count">${ended} of ${tasks}</span>`;
    }
    if (this.state === "next") return html`<span class="count">next</span>`;
    return shown ? formatMs(shown.wallMs) : html`<span class="none">–</span>`;
  }

  #numbers(shown: Result | undefined): unknown {
    const loop = shown?.eventLoop;
    const none = html`<span class="none">–</span>`;
    const freezes =
      this.estimateMs > 0 && this.chosen
        ? html`<span class="expected">≈ ${formatAbout(this.estimateMs)}</span>`
        : none;
    const missed = loop?.health.missed ?? 0;
    return html`
      <dl class="cell-wall">
        <dt>Wall time</dt>
        <dd class="wall">${this.#wallText(shown)}</dd>
      </dl>
      <dl class="metrics">
        <div class="cell">
          <dt>Speedup</dt>
          <dd>${shown ? this.#speedupText() : none}</dd>
        </div>
        <div class="cell">
          <dt>Longest freeze</dt>
          <dd class=${loop && loop.longestFreezeMs >= 100 ? "bad" : ""}>
            ${loop ? formatMs(loop.longestFreezeMs) : freezes}
          </dd>
        </div>
        <div class="cell">
          <dt>Frames dropped</dt>
          <dd class=${loop && loop.droppedFrames > 5 ? "bad" : ""}>
            ${loop ? formatCount(loop.droppedFrames) : none}
          </dd>
        </div>
        <div class="cell">
          <dt>Checks missed</dt>
          <dd class=${missed > 0 ? "bad" : ""}>
            ${loop ? `${formatCount(missed)} of ${formatCount(loop.health.sent)}` : none}
          </dd>
        </div>
      </dl>
    `;
  }

  #speedupText(): unknown {
    if (this.speedup === "baseline") return html`<span class="none">1×</span>`;
    if (this.speedup === undefined) return html`<span class="none">–</span>`;
    return html`<b>${this.speedup.toFixed(this.speedup < 9.95 ? 2 : 1)}×</b>`;
  }

  #runOneLabel(): string {
    const freeze =
      this.estimateMs > 0 ? ` (freezes this page for about ${formatAbout(this.estimateMs)})` : "";
    return `Run ${this.how} only${freeze}`;
  }

  readonly #toggle = (event: Event): void => {
    const checked = (event.currentTarget as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent("toggle-strategy", { detail: checked }));
  };

  readonly #runOne = (): void => {
    if (!this.busy) tell(this, "run-request", [this.how]);
  };
}

function details(result: Result): unknown {
  const { tasks, environment } = result;
  const parts = [`${formatCount(tasks.ok)} of ${formatCount(tasks.count)} ok`];
  if (tasks.failed > 0) parts.push(`${formatCount(tasks.failed)} failed`);
  if (tasks.cancelled > 0) parts.push(`${formatCount(tasks.cancelled)} cancelled`);
  parts.push(`${formatCount(result.maxInFlight)} in flight at most`);
  if (tasks.count > 1) parts.push(`p99 ${formatMs(result.latencyMs.p99)}`);
  if (result.how === "parallel" && environment.tier !== "none") {
    parts.push(environment.tier === "threads" ? "shared memory" : "separate memories");
  }
  if (environment.backend === "modelled") parts.push("modelled downstream");
  if (environment.backend === "network") parts.push("live server");
  const reasons = failureReasons(result);
  return html`
    ${parts.join(" · ")}
    ${
      result.cold
        ? html`<span class="mark" title="First run of this code in this page: the browser was still compiling it."
            >cold</span
          >`
        : nothing
    }
    ${result.valid ? nothing : html`<span class="invalid">Not valid as a measurement.</span>`}
    ${reasons
      .slice(0, 3)
      .map(
        ({ reason, count }) =>
          html`<span class="reason">${plural(count, "task")}: ${reason}</span>`,
      )}
  `;
}

customElements.define("lanes-strategy-row", StrategyRow);
