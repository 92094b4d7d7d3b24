/** One demo, small and calm: its title, Run, a figure, the numbers, and the way to Lanes itself. */

import { html, LitElement, nothing } from "lit";
import { capitalised, formatMs, listOf, plural } from "../base/format.ts";
import { formatMeasured } from "../base/measured.ts";
import { siteRoot } from "../base/site.ts";
import { Author } from "../kit/author.ts";
import { measuredCell } from "../kit/measured-cell.ts";
import { RunController } from "../kit/run-controller.ts";
import { accents, base, buttons } from "../kit/shared-styles.ts";
import { showTheme } from "../kit/theme.ts";
import { Waiting } from "../kit/waiting.ts";
import { version } from "../package.json";
import { agreementOf, baselineOf, speedupOf } from "../spec/compare.ts";
import { sentenceOf } from "../spec/errors.ts";
import { mayAutorun } from "../spec/estimate.ts";
import {
  type LinkContext,
  linkKeys,
  normaliseSpec,
  parseLink,
  writeLink,
} from "../spec/grammar.ts";
import { later } from "../spec/later.ts";
import { linkOf } from "../spec/link-text.ts";
import { usesThreads } from "../spec/strategies.ts";
import {
  type Capabilities,
  LanesError,
  type Result,
  type Spec,
  type Strategy,
} from "../spec/types.ts";
import { workEntry } from "../spec/works.ts";
import { originIsOpaque } from "../workers/start-worker.ts";
import { capForHost } from "./cap.ts";
import { announceHeight, hearHost, openLinksOutside, tellHost } from "./host-page.ts";
import "./lanes-strip.ts";
import { styles } from "./embed-styles.ts";
import type { ToEmbed } from "./messages.ts";

export class LanesEmbed extends LitElement {
  static override properties = {
    spec: { state: true },
    changes: { state: true },
    capped: { state: true },
    results: { state: true },
    failure: { state: true },
    capabilities: { state: true },
    said: { state: true },
  };
  /** What the link says; a run may be less (cap.ts). */
  declare spec: Spec;
  declare changes: readonly string[];
  /** What of the spec was cut for the host page's sake. */
  declare capped: string;
  declare results: readonly Result[];
  declare failure: string;
  declare capabilities: Capabilities | undefined;
  declare said: string;

  static override styles = [base, buttons, accents, styles];

  readonly #context: LinkContext = {
    embed: true,
    reportedCores: navigator.hardwareConcurrency || 1,
  };
  readonly #runner = new RunController(this);
  readonly #waiting = new Waiting(this);
  #installing: Promise<void> | undefined;

  constructor() {
    super();
    this.results = [];
    this.failure = "";
    this.said = "";
    this.#readLink();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.#readLink);
    window.addEventListener("keydown", this.#onKeydown);
    openLinksOutside();
    hearHost((message) => this.#hear(message));
  }

  override firstUpdated(): void {
    announceHeight();
    tellHost({ source: "lanes", type: "ready", version, spec: this.spec });
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        void this.#comeNear();
      },
      { rootMargin: "50%" },
    );
    near.observe(this);
  }

  override render(): unknown {
    const { spec } = this;
    const baseline = baselineOf(this.results);
    const scaleMs = Math.max(1e-9, ...this.results.map(({ wallMs }) => wallMs));
    const { running } = this.#runner;
    return html`
      <section class="demo" aria-labelledby="title">
        <div class="head">
          <h1 id="title">${titleOf(spec)}</h1>
          <a href=${this.#link()} target="_blank" rel="noopener">Open in Lanes</a>
        </div>
        ${
          this.changes.length > 0
            ? html`<p class="changes">From the link: ${this.changes.join(" ")}</p>`
            : nothing
        }
        ${this.capped ? html`<p class="changes">${this.capped}</p>` : nothing}
        <div class="bar">
          <button class="run" type="button" @click=${running ? this.#cancel : this.#onRun}>
            ${running ? "Cancel" : "Run"}
          </button>
          <div class="says">${this.#says()}</div>
        </div>
        <div role="table" aria-label="What each strategy took">
          <div class="row heads" role="row">
            <span role="columnheader">Strategy</span>
            <span role="columnheader">Its lanes, one scale</span>
            <span role="columnheader">Wall time</span>
            <span role="columnheader">Speedup</span>
            <span role="columnheader">Longest freeze</span>
          </div>
          ${spec.how.map((how) => this.#row(how, baseline, scaleMs))}
        </div>
        <p class="answer">${this.#answer()}</p>
        <div class="foot">${this.#foot()}</div>
        <div class="quiet" role="status">${this.said}</div>
      </section>
    `;
  }

  #row(how: Strategy, baseline: Result | undefined, scaleMs: number): unknown {
    const result = this.results.find((candidate) => candidate.how === how);
    const speedup = result && speedupOf(result, baseline);
    const wall = result
      ? result.valid
        ? measuredCell(result.wallMs)
        : "invalid"
      : this.#runner.current === how
        ? "…"
        : "–";
    return html`
      <div class="row" role="row" data-how=${how}>
        <span class="name" role="rowheader">${how}</span>
        <lanes-strip role="cell" .result=${result} .scaleMs=${scaleMs}></lanes-strip>
        <span class="wall" role="cell">${wall}</span>
        <span role="cell">${speedup ? `${speedup.toFixed(1)}×` : result && result === baseline ? "1×" : "–"}</span>
        <span role="cell">${result ? measuredCell(result.eventLoop.longestFreezeMs) : "–"}</span>
      </div>
    `;
  }

  #says(): unknown {
    if (this.failure) return html`<span class="alarm" role="alert">${this.failure}</span>`;
    const { running, current, progress } = this.#runner;
    if (this.#waiting.sentence) return html`<span role="status">${this.#waiting.sentence}</span>`;
    if (running && !current) return "Loading.";
    if (current) {
      const { ended = 0, tasks = this.spec.tasks } = progress ?? {};
      return `${capitalised(current)}: ${ended} of ${tasks} tasks have ended.`;
    }
    const marked = this.results.find(({ valid, disturbed }) => !valid || disturbed);
    if (marked) return marked.notes.at(-1) ?? "";
    return workEntry(this.spec.work)?.summary ?? "";
  }

  #answer(): unknown {
    const agreement = agreementOf(this.results);
    if (agreement.kind === "none") return nothing;
    if (agreement.kind === "differs") {
      return html`<b class="alarm">Different answers: this is a bug in Lanes, please report it.</b>`;
    }
    const digest = agreement.digest.trim();
    const short = digest.length > 24 ? `${digest.slice(0, 16)}…${digest.slice(-4)}` : digest;
    return agreement.results > 1
      ? html`Same answer <span class="tick" aria-hidden="true">✓</span> <code>${short}</code>`
      : html`Answer <code>${short}</code>`;
  }

  #foot(): unknown {
    const here = this.capabilities;
    const loop = this.spec.loop === "worker" ? "a worker’s" : "this page’s own";
    const about = `Run by your browser, on ${loop} event loop${here ? `: ${here.engine}, ${plural(here.reportedCores, "core")} reported` : ""}.`;
    const modelled = this.results.some(({ environment }) => environment.backend === "modelled")
      ? " What it waited for is modelled."
      : "";
    const threads = usesThreads(this.spec.how);
    const why = here?.tier === "workers" && threads && here.notes[0];
    return html`
      ${this.#author()}${about}${modelled}
      ${
        why
          ? html`<details>
              <summary>Separate memories, because this page is not isolated: why?</summary>
              ${why}
            </details>`
          : nothing
      }
      ${originIsOpaque() ? html`<p>This demo in Lanes: <code>${this.#link()}</code></p>` : nothing}
    `;
  }

  /** What the link carries of its author's results. */
  #author(): string {
    const author = Author.of(this.spec);
    if (!author) return "";
    const runs = this.spec.how.flatMap((how) => {
      const run = author.runOf(this.spec, how);
      return run ? [`${how} ${formatMs(run.wallMs)}`] : [];
    });
    return runs.length > 0 ? `Author: ${listOf(runs)} (${author.where}). ` : "";
  }

  readonly #readLink = (): void => {
    this.#runner.cancel();
    const { spec, changes } = parseLink(linkOf(location, linkKeys), this.#context);
    this.spec = spec;
    this.changes = changes;
    this.capped = "";
    this.results = [];
    this.failure = "";
    document.title = `${titleOf(spec)} | Lanes`;
    showTheme(spec.theme);
  };

  /** Somebody may see it soon. */
  async #comeNear(): Promise<void> {
    try {
      await this.#install();
    } catch {
      // It is said at the press of Run.
      return;
    }
    if (!this.spec.autorun) return;
    const { spec } = this;
    const estimates = await window.lanes.estimate(spec).catch(() => undefined);
    if (estimates && mayAutorun(spec, estimates) && spec === this.spec) void this.#run({});
  }

  /** The engine, without its Wasm: that comes with the first run. */
  #install(): Promise<void> {
    this.#installing ??= later("Lanes", import("../api/api.ts")).then(
      ({ installLanes }) => {
        installLanes({ embed: true });
      },
      (failure) => {
        this.#installing = undefined;
        throw failure;
      },
    );
    return this.#installing;
  }

  async #run(change: Partial<Spec>): Promise<void> {
    const results: Result[] = [];
    try {
      if (this.#runner.running) {
        throw new LanesError("bad-spec", "A run is under way: cancel it first.");
      }
      const asked = normaliseSpec({ ...this.spec, ...change }, this.#context);
      this.failure = "";
      this.capped = "";
      this.spec = { ...this.spec, how: asked.how };
      this.results = [];
      this.said = `Running ${listOf(asked.how)}.`;
      await this.#runner.run(asked, {
        ready: this.#readyFor(asked),
        begin: async () => {
          this.capabilities = window.lanes.capabilities();
          await this.updateComplete;
        },
        onResult: (result) => {
          results.push(result);
          this.results = [...results];
        },
      });
      this.said = `Done. ${results.map(({ how, wallMs }) => `${how} ${formatMeasured(wallMs)}`).join(", ")}.`;
    } catch (error) {
      const refused = this.#runner.running;
      if (error instanceof LanesError && error.code === "cancelled") this.said = "Cancelled.";
      else if (!refused) this.failure = sentenceOf(error);
      this.#tellError(error);
    }
    if (results.length > 0) tellHost({ source: "lanes", type: "result", results });
  }

  /** What is run for what is `asked`. */
  async #readyFor(asked: Spec): Promise<Spec> {
    await this.#install();
    await window.lanes.ready;
    if (asked.loop !== "main") return asked;
    const { spec, sentence } = await capForHost(asked, (one) => window.lanes.estimate(one));
    this.capped = sentence;
    return spec;
  }

  #hear(message: ToEmbed): void {
    if (message.type === "run") void this.#run(message.spec ?? {});
    else if (message.type === "cancel") this.#cancel();
    else showTheme(message.theme);
  }

  #tellError(error: unknown): void {
    const message = sentenceOf(error);
    const code = error instanceof LanesError ? error.code : "unavailable";
    tellHost({ source: "lanes", type: "error", code, message });
  }

  /** The page itself runs on the loop that everybody has there: its own. */
  #link(): string {
    const context = { ...this.#context, embed: false };
    return siteRoot + writeLink({ ...this.spec, loop: "main", autorun: false }, context);
  }

  readonly #onRun = (): void => {
    void this.#run({});
  };

  readonly #cancel = (): void => this.#runner.cancel();

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#cancel();
  };
}

function titleOf({ work, how, tasks }: Spec): string {
  const what = workEntry(work)?.title ?? work;
  const ways = how.length === 1 ? how[0] : listOf(how);
  return `${what}: ${plural(tasks, "task")}, ${ways}`;
}

customElements.define("lanes-embed", LanesEmbed);
