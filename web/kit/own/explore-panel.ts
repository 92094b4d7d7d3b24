/** Explores the schedules of the program in the editor, and steps through the one that fails. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import "../schedule/schedule-player.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import { leastThreads, mostThreads, mostTimes } from "../../spec/sharing/programs.ts";
import type { Exploration, ExplorationProgress } from "../../spec/sharing/sharing.ts";
import { base, buttons, fields } from "../look/shared-styles.ts";
import { sayVerdict } from "../schedule/verdict-words.ts";

/** Says by an event `exploring` (detail: boolean) when it begins and when it is over. */
export class ExplorePanel extends LitElement {
  static override properties = {
    code: { attribute: false },
    source: { attribute: false },
    diagnosed: { attribute: false },
    busy: { type: Boolean },
    threads: { state: true },
    times: { state: true },
    exploring: { state: true },
    progress: { state: true },
    found: { state: true },
    failure: { state: true },
  };
  /** What the page knows of the source. */
  declare code: string;
  /** What is in the editor at this moment. */
  declare source: () => string;
  /** Hears what is wrong with it; nothing, once it is explored anew. */
  declare diagnosed: (found: readonly Diagnostic[]) => void;
  /** Something else is being run. */
  declare busy: boolean;
  declare threads: number;
  declare times: number;
  declare exploring: AbortController | undefined;
  declare progress: ExplorationProgress | undefined;
  declare found: Exploration | undefined;
  declare failure: string;

  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: grid;
        gap: 0.875rem;
        margin-block-start: 0.75rem;
      }
      :host > * {
        min-inline-size: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1.5rem;
        align-items: end;
      }
      .head > div {
        flex: 0 1 8rem;
      }
      p {
        max-inline-size: 68ch;
        line-height: 1.5;
        text-wrap: pretty;
      }
      .failure {
        color: var(--alarm);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.code = "";
    this.busy = false;
    this.threads = leastThreads;
    this.times = 1;
    this.failure = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.exploring?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("code") && this.code !== this.found?.sharing.code) this.#forget();
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("exploring")) return;
    this.dispatchEvent(new CustomEvent("exploring", { detail: this.exploring !== undefined }));
  }

  override render(): unknown {
    const { exploring, found } = this;
    const shortest = found?.shortest;
    return html`
      <div class="head">
        ${this.#select("threads", "Threads", leastThreads, mostThreads)}
        ${this.#select("times", "Times each", 1, mostTimes)}
        ${
          exploring
            ? html`<button type="button" @click=${() => exploring.abort()}>Cancel</button>`
            : html`<button type="button" aria-disabled=${this.busy} @click=${this.#explore}>
                Explore every schedule
              </button>`
        }
      </div>
      <p role="status" class=${this.failure ? "failure" : ""}>${this.#says()}</p>
      ${
        found && shortest
          ? html`<schedule-player .execution=${shortest} .shown=${found.sharing}></schedule-player>`
          : nothing
      }
    `;
  }

  #select(name: "threads" | "times", label: string, least: number, most: number): unknown {
    const numbers = Array.from({ length: most - least + 1 }, (_, i) => least + i);
    const choose = (event: Event) => {
      this[name] = Number((event.currentTarget as HTMLSelectElement).value);
      this.#forget();
    };
    return html`
      <div>
        <label for=${name}>${label}</label>
        <div class="select"><select id=${name} @change=${choose}>
          ${numbers.map((one) => html`<option value=${one} .selected=${one === this[name]}>${one}</option>`)}
        </select></div>
      </div>
    `;
  }

  #says(): string {
    const { failure, found, exploring, progress } = this;
    if (failure) return failure;
    if (found) return `${found.notes.join(" ")} ${sayVerdict(found)}`.trim();
    if (!exploring) return "Not explored yet. It runs in the sandbox only.";
    if (!progress) return "Compiling …";
    return `${plural(progress.executions, "execution")} so far, ${formatCount(progress.states)} states.`;
  }

  #forget(): void {
    this.exploring?.abort();
    this.found = undefined;
    this.failure = "";
  }

  readonly #explore = async (): Promise<void> => {
    if (this.busy || this.exploring) return;
    this.#forget();
    this.diagnosed([]);
    const exploring = new AbortController();
    const { signal } = exploring;
    this.exploring = exploring;
    this.progress = undefined;
    const { threads, times } = this;
    const code = this.source();
    try {
      const found = await window.lanes.explore(
        { program: "own", code, threads, times },
        {
          signal,
          onProgress: (progress) => {
            if (!signal.aborted) this.progress = progress;
          },
        },
      );
      if (!signal.aborted) {
        this.found = found;
        this.diagnosed([]);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.failure = sentenceOf(error);
        this.diagnosed(error instanceof LanesError ? error.diagnostics : []);
      }
    }
    if (this.exploring === exploring) this.exploring = undefined;
  };
}

customElements.define("lanes-explore", ExplorePanel);
