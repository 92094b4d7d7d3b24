/** The run button, what it will do, and how to cancel. */
import { html, LitElement, nothing } from "lit";
import { capitalised, formatAbout, formatCount, listOf, plural } from "../../base/format.ts";
import { tell } from "../../kit/events.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import {
  browsersAskMs,
  type Estimate,
  freezeMsOf,
  freezesPage,
  longFreezeMs,
  smallerBy,
} from "../../spec/estimate.ts";
import type { Progress, Spec, Strategy } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { styles } from "./run-bar-styles.ts";
import type { Failure } from "./runner.ts";

/** The set-up offered instead of a long freeze. */
const comfortableMs = 2000;

const countWords = ["", "", "both", "all three", "all four", "all five"];

export class RunBar extends LitElement {
  static override properties = {
    spec: { attribute: false },
    estimates: { attribute: false },
    estimating: { type: Boolean },
    fixedSize: { type: Boolean },
    lacks: {},
    running: { type: Boolean },
    current: { attribute: false },
    waiting: { attribute: false },
    progress: { attribute: false },
    failure: { attribute: false },
    cancelling: { type: Boolean },
    busy: { type: Boolean },
    linkText: { attribute: false },
    linkMisses: { attribute: false },
    copied: { state: true },
  };
  declare spec: Spec;
  /** Of `spec`. */
  declare estimates: readonly Estimate[];
  /** Estimates are on their way. */
  declare estimating: boolean;
  /** The reader's own picture determines the size of the work. */
  declare fixedSize: boolean;
  /** What this browser lacks that nothing can run without; "" if nothing. */
  declare lacks: string;
  /** From the press to the last result. */
  declare running: boolean;
  declare current: Strategy | undefined;
  /** The page that a run, test or sweep of this page waits for; "" if none. */
  declare waiting: string;
  declare progress: Progress | undefined;
  declare failure: Failure | undefined;
  declare cancelling: boolean;
  /** Another measurement is in progress, which a run would disturb. */
  declare busy: boolean;
  /** Makes the link to copy. */
  declare linkText: () => string;
  /** The part of the set-up that the link cannot express; "" if none. */
  declare linkMisses: string;
  declare copied: "" | "copied" | "select";

  static override styles = [base, buttons, styles];

  constructor() {
    super();
    this.fixedSize = false;
    this.lacks = "";
    this.estimates = [];
    this.estimating = true;
    this.running = false;
    this.waiting = "";
    this.cancelling = false;
    this.busy = false;
    this.linkText = () => location.href;
    this.linkMisses = "";
    this.copied = "";
  }

  override render(): unknown {
    const { running } = this;
    const none = this.spec.how.length === 0;
    return html`
      <div class="bar">
        <button
          class="run"
          type="button"
          aria-disabled=${running || none || this.busy || this.lacks !== ""}
          aria-describedby="says"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title="Ctrl + Enter"
          @click=${this.#run}
        >
          ${running ? "Running" : this.#runLabel()}
        </button>
        <div class="says" id="says">${running ? this.#saysRunning() : this.#saysIdle()}</div>
        <div class="slot">
          <button
            class="cancel ${running ? "" : "away"}"
            type="button"
            aria-keyshortcuts="Escape"
            title="Escape"
            @click=${() => tell(this, "cancel-request", undefined)}
          >
            ${this.cancelling ? "Cancelling" : "Cancel"}
          </button>
          <button class="copy ${running ? "away" : ""}" type="button" @click=${this.#copy}>
            ${this.copied === "copied" ? "Copied" : "Copy set-up"}
          </button>
        </div>
        ${this.copied === "select" ? this.#selectableLink() : nothing}
      </div>
    `;
  }

  focusRun(): void {
    this.renderRoot.querySelector<HTMLElement>(".run")?.focus();
  }

  #runLabel(): string {
    const { how } = this.spec;
    if (this.lacks) return `Run needs ${this.lacks}`;
    if (how.length === 0) return "Nothing chosen";
    return how.length === 1
      ? `Run ${how[0]}`
      : `Run ${countWords[how.length] ?? `all ${how.length}`}`;
  }

  #saysIdle(): unknown {
    if (this.waiting) return html`<p role="status">${this.waiting}</p>`;
    if (this.copied && this.linkMisses) return html`<p role="status">${this.linkMisses}</p>`;
    if (this.lacks) return html`<p class="aside">What ran elsewhere is shown below.</p>`;
    if (this.failure) {
      const { how, cancelled, sentence } = this.failure;
      if (cancelled) return html`<p>${capitalised(how)} was cancelled.</p>`;
      return html`<p class="freezes" role="alert">${capitalised(how)}: ${sentence}</p>`;
    }
    if (this.spec.how.length === 0) return html`<p>Choose at least one strategy below.</p>`;
    const entry = workEntry(this.spec.work);
    const freezing = this.spec.how.filter((how) => freezesPage(this.spec, how, entry));
    if (freezing.length === 0) {
      return this.#saysPlain(entry?.bound === "io");
    }
    const each = freezing.length > 1 ? " each" : "";
    const longestMs = Math.max(0, ...freezing.map((how) => freezeMsOf(this.estimates, how)));
    return html`
      <p class="freezes">
        ${capitalised(listOf(freezing))} will${each} freeze this page${this.#howLong(longestMs)}
      </p>
      ${
        longestMs < longFreezeMs
          ? html`<p class="aside">Watch the pulse flatline, then restart.</p>`
          : this.#offerLess(longestMs)
      }
    `;
  }

  #howLong(ms: number): string {
    if (ms > 0) return ` for about ${formatAbout(ms)}.`;
    return this.estimating
      ? "; for how long is being measured."
      : "; for how long could not be measured here.";
  }

  /** A long freeze: what browsers do then, and a set-up that takes about two seconds. */
  #offerLess(ms: number): unknown {
    const entry = workEntry(this.spec.work);
    const less = smallerBy(this.spec, comfortableMs / ms, entry);
    const { size, tasks } = less;
    const change: Partial<Spec> = size < this.spec.size ? { size } : { tasks };
    const what =
      size < this.spec.size
        ? `${formatCount(size)} ${entry?.size?.unit ?? ""}`
        : plural(tasks, "task");
    const possible = !this.fixedSize && (size < this.spec.size || tasks < this.spec.tasks);
    return html`<p class="aside">
      ${ms >= browsersAskMs ? "Browsers ask after 10 s or so whether to stop such a page." : nothing}
      ${
        possible
          ? html`<button class="less" type="button" @click=${() => tell(this, "spec-change", change)}>
              Take ${what} instead
            </button>
            for about ${formatAbout(comfortableMs)}.`
          : nothing
      }
    </p>`;
  }

  #saysPlain(waits: boolean): unknown {
    return html`<p class="aside">
      ${
        waits
          ? "Nothing here freezes this page: the tasks only wait."
          : "This page stays awake: nothing here holds its thread for long."
      }
    </p>`;
  }

  #saysRunning(): unknown {
    const how = this.current;
    if (this.waiting) return html`<p role="status">${this.waiting}</p>`;
    if (!how) return html`<p class="aside">Getting ready.</p>`;
    const counted = this.progress
      ? `${this.progress.ended} of ${this.progress.tasks} tasks have ended`
      : `${this.spec.tasks} tasks`;
    const freezes = freezesPage(this.spec, how, workEntry(this.spec.work));
    return html`
      <p><b>${capitalised(how)}</b>: ${counted}.</p>
      <p class="aside">
        ${
          freezes
            ? "A frozen page cannot hear Cancel. That is the lesson."
            : "Cancel is heard at once."
        }
      </p>
    `;
  }

  #selectableLink(): unknown {
    return html`
      <div class="link">
        <input
          aria-label="Link to this set-up, select and copy it"
          readonly
          .value=${this.linkText()}
          @focus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()}
        />
      </div>
    `;
  }

  readonly #run = (): void => {
    if (!this.running && !this.lacks) tell(this, "run-request", this.spec.how);
  };

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.linkText());
      this.copied = "copied";
      setTimeout(() => {
        this.copied = "";
      }, linkSaidMs(this.linkMisses));
    } catch {
      this.copied = "select";
      await this.updateComplete;
      this.renderRoot.querySelector("input")?.focus();
    }
  };
}

/** Long enough to be read, ms. */
function linkSaidMs(more: string): number {
  return more ? 6000 : 2000;
}

customElements.define("lanes-run-bar", RunBar);
