/** One strategy: its switch, its run button and, in the same row, its result. */

import { html, LitElement, nothing } from "lit";
import { formatAbout, formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { tailName } from "../../base/percentile.ts";
import type { Author } from "../../kit/author/author.ts";
import { tell } from "../../kit/events.ts";
import { accents, base, buttons } from "../../kit/look/shared-styles.ts";
import { measuredCell } from "../../kit/measured-cell.ts";
import { failureReasons } from "../../spec/compare.ts";
import { inTurn, strategyEntry } from "../../spec/strategies.ts";
import type { Progress, Result, Spec, Strategy } from "../../spec/types.ts";
import { styles } from "./strategy-row-styles.ts";

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
  /** How long running it will freeze the page; 0 if it will not. */
  declare estimateMs: number;
  /** The author of the results in the link, if any. */
  declare author: Author | undefined;

  static override styles = [base, buttons, accents, styles];

  constructor() {
    super();
    this.how = inTurn;
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
        <p class="explain" id="explain">${strategyEntry(how).says(this.spec)}</p>
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
        <lanes-code-fold
          .how=${how}
          .spec=${this.spec}
          .progress=${this.progress}
          .running=${state === "running"}
          .result=${result}
          .open=${this.chosen && this.spec.show.includes("code")}
        ></lanes-code-fold>
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
    return shown ? measuredCell(shown.wallMs) : html`<span class="none">–</span>`;
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
            ${loop ? measuredCell(loop.longestFreezeMs) : freezes}
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
  if (tasks.count > 1) parts.push(`${tailName(tasks.ok)} ${formatMeasured(result.latencyMs.p99)}`);
  if (strategyEntry(result.how).threads && environment.tier !== "none") {
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
    ${result.disturbed ? html`<span class="mark" title=${result.notes.at(-1) ?? ""}>disturbed</span>` : nothing}
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
