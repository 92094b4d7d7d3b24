/** A schedule, stepped forwards and back: whose turn it is, what is held, and each thread's code. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { programEntry, threadName } from "../../spec/sharing/programs.ts";
import type { Execution, Sharing } from "../../spec/sharing/sharing.ts";
import { styles as codeStyles } from "../code/code-styles.ts";
import { nextLines } from "../code/program-code.ts";
import { download } from "../download.ts";
import { base, buttons } from "../look/shared-styles.ts";
import { fileNameOf, sayEnd, scheduleText, scheduleTrace } from "./schedule-files.ts";
import "./schedule-figure.ts";
import { objectsAfter, sayStep, switchesOf } from "./stepping.ts";
import { threadCode, threadStyles } from "./thread-code.ts";

export class SchedulePlayer extends LitElement {
  static override properties = {
    execution: { attribute: false },
    shown: { attribute: false },
    faint: { type: Boolean },
    done: { state: true },
    saved: { state: true },
  };
  declare execution: Execution;
  /** The program that it is of. */
  declare shown: Sharing;
  /** The execution was recorded. */
  declare faint: boolean;
  /** Steps that have been taken. */
  declare done: number;
  declare saved: string;

  static override styles = [
    base,
    buttons,
    codeStyles,
    threadStyles,
    css`
      :host {
        display: grid;
        gap: 0.875rem;
      }
      :host > * {
        min-inline-size: 0;
      }
      .player {
        display: grid;
        gap: 0.875rem;
        min-inline-size: 0;
      }
      .player > * {
        min-inline-size: 0;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
      }
      input[type="range"] {
        flex: 1 1 12rem;
        min-block-size: 2.75rem;
        margin: 0;
        accent-color: var(--parallel);
      }
      .step-said {
        min-block-size: 3em;
        font-size: 1.0625rem;
        line-height: 1.5;
        text-wrap: pretty;
      }
      .objects {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1.5rem;
        font-variant-numeric: tabular-nums;
      }
      .objects div {
        display: flex;
        gap: 0.5rem;
        padding: 0.125rem 0.5rem;
        border: 1px solid var(--line);
        border-radius: 3px;
      }
      .objects .touched {
        border-color: var(--ink);
        font-weight: 700;
      }
      dt {
        color: var(--muted);
      }
      @media print {
        input[type="range"] {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.faint = false;
    this.done = 0;
    this.saved = "";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("execution")) return;
    this.done = 0;
    this.saved = "";
  }

  override render(): unknown {
    const { execution, shown, done } = this;
    const { steps, waiting, schedule } = execution;
    const lines = nextLines(execution, done);
    const last = steps.length;
    return html`
      <div
        class="player"
        role="group"
        aria-label="Schedule ${schedule}, step by step"
        @keydown=${this.#onKeydown}
      >
        <schedule-lanes .execution=${execution} .done=${done} ?faint=${this.faint}></schedule-lanes>
        <div class="keys">
          <button type="button" aria-disabled=${done === 0} @click=${() => this.#go(0)}>Start</button>
          <button type="button" aria-disabled=${done === 0} @click=${() => this.#go(done - 1)}>
            Step back
          </button>
          <button type="button" aria-disabled=${done === last} @click=${() => this.#go(done + 1)}>
            Step
          </button>
          <input
            type="range"
            min="0"
            max=${last}
            step="1"
            aria-label="Steps taken"
            aria-valuetext="${done} of ${last}"
            .value=${String(done)}
            @input=${(event: Event) => this.#go(Number((event.target as HTMLInputElement).value))}
          />
        </div>
        <p class="step-said" role="status">${this.#says()}</p>
        <dl class="objects" aria-label="What is held">
          ${objectsAfter(execution, done).map(
            ({ name, holds, touched }) => html`
              <div class=${touched ? "touched" : ""}><dt>${name}</dt><dd>${holds}</dd></div>
            `,
          )}
        </dl>
        <div class="threads">
          ${lines.map((line, thread) =>
            threadCode(shown, execution, { thread, line, stuck: this.#isStuck(thread, waiting) }),
          )}
        </div>
      </div>
      <div class="keys">
        <button type="button" @click=${() => this.#save("txt")}>Save as text</button>
        <button type="button" @click=${() => this.#save("json")}>Save as Chrome trace</button>
        <span role="status">${this.saved}</span>
      </div>
    `;
  }

  #isStuck(thread: number, waiting: Execution["waiting"]): boolean {
    const more = this.execution.steps.slice(this.done).some((step) => step.thread === thread);
    return !more && waiting.some((wait) => wait.thread === thread);
  }

  #says(): unknown {
    const { execution, done, shown } = this;
    const { steps } = execution;
    if (done === 0) {
      return `Nothing has happened yet. ${threadName(steps[0]?.thread ?? 0)} goes first, and ${steps.length} steps follow: step through them.`;
    }
    const step = steps[done - 1];
    if (!step) return nothing;
    const switched = switchesOf(execution)[done - 1] ? "Switch. " : "";
    const end = done === steps.length ? ` ${sayEnd(execution, shown.program, this.#axis)}` : "";
    return `${done} of ${steps.length}. ${switched}${sayStep(step)}${end}`;
  }

  get #axis(): string {
    return programEntry(this.shown.program)?.outcome ?? "Outcome";
  }

  #go(done: number): void {
    this.done = Math.min(this.execution.steps.length, Math.max(0, done));
  }

  #save(ending: "txt" | "json"): void {
    const { execution, shown } = this;
    const text =
      ending === "txt"
        ? scheduleText(shown, execution, this.#axis, location.href)
        : JSON.stringify(scheduleTrace(shown, execution, location.href));
    const type = ending === "txt" ? "text/plain" : "application/json";
    const name = fileNameOf(shown, ending);
    download(new Blob([text], { type }), name);
    this.saved = `Saved as ${name}.`;
  }

  /** Anywhere in the player but where the key means something else: a slider, code that scrolls. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    const on = event.target as HTMLElement;
    if (on.matches("input, .source") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { done } = this;
    const to = {
      ArrowLeft: done - 1,
      ArrowRight: done + 1,
      Home: 0,
      End: this.execution.steps.length,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#go(to);
  };
}

customElements.define("schedule-player", SchedulePlayer);
