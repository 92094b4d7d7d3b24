/** One demo, small and calm: its title, Run, a figure, the numbers, and the way to Lanes itself. */
import { css, html, LitElement, nothing } from "lit";
import { workEntry } from "../engine/catalogue.ts";
import { siteRoot } from "../engine/site.ts";
import { originIsOpaque } from "../engine/start-worker.ts";
import {
  type Capabilities,
  LanesError,
  type Progress,
  type Result,
  type Spec,
  type Strategy,
} from "../engine/types.ts";
import { version } from "../package.json";
import { agreementOf, baselineOf, speedupOf } from "../share/compare.ts";
import { type LinkContext, normaliseSpec, parseLink, writeLink } from "../share/grammar.ts";
import { capitalised, formatMs, listOf, plural } from "../text/format.ts";
import { Author } from "../ui/author.ts";
import { mayAutorun } from "../ui/freeze-estimate.ts";
import { accents, base, buttons } from "../ui/shared-styles.ts";
import { showTheme } from "../ui/theme.ts";
import { capForHost } from "./cap.ts";
import { announceHeight, hearHost, openLinksOutside, tellHost } from "./host-page.ts";
import "./lanes-strip.ts";
import type { ToEmbed } from "./messages.ts";

export class LanesEmbed extends LitElement {
  static override properties = {
    spec: { state: true },
    changes: { state: true },
    capped: { state: true },
    results: { state: true },
    current: { state: true },
    progress: { state: true },
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
  /** The strategy that runs; undefined between runs. */
  declare current: Strategy | "loading" | undefined;
  declare progress: Progress | undefined;
  declare failure: string;
  declare capabilities: Capabilities | undefined;
  declare said: string;

  static override styles = [
    base,
    buttons,
    accents,
    css`
      .demo {
        display: grid;
        gap: 0.75rem;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.125rem 1rem;
        justify-content: space-between;
        align-items: baseline;
      }
      h1 {
        margin: 0;
        font-size: 1.125rem;
        letter-spacing: -0.01em;
        line-height: 1.3;
      }
      a {
        color: inherit;
        text-underline-offset: 0.2em;
      }
      .bar {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.875rem;
        align-items: center;
      }
      .run {
        min-inline-size: 7rem;
        border-color: var(--ink);
        background: var(--ink);
        color: var(--paper);
        font-weight: 700;
      }
      .run:hover {
        background: color-mix(in srgb, var(--ink) 86%, var(--paper));
      }
      .says {
        min-block-size: 2.75em;
        display: grid;
        align-content: center;
        color: var(--muted);
        font-size: 0.875rem;
        line-height: 1.375;
        text-wrap: pretty;
      }
      .alarm {
        color: var(--alarm);
      }
      .row {
        display: grid;
        grid-template-columns: 7rem 1fr 4.5rem 3.5rem 4.5rem;
        gap: 0.875rem;
        align-items: center;
        padding-block: 0.5rem;
        border-block-start: 1px solid var(--line);
      }
      .heads {
        padding-block: 0 0.25rem;
        border: 0;
        color: var(--muted);
        font-size: 0.75rem;
        line-height: 1.2;
      }
      .row > :nth-child(n + 3) {
        text-align: end;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .heads > :nth-child(n + 3) {
        white-space: normal;
      }
      .name {
        font-weight: 700;
      }
      .name::before {
        content: "";
        display: inline-block;
        inline-size: 0.625rem;
        block-size: 0.625rem;
        margin-inline-end: 0.5rem;
        background: var(--pattern), var(--accent);
        forced-color-adjust: none;
      }
      lanes-strip {
        border-inline-start: 1.5px solid var(--ink);
        color: var(--accent);
      }
      .wall {
        font-weight: 700;
      }
      .muted,
      .foot {
        color: var(--muted);
      }
      .answer {
        min-block-size: 1.25rem;
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      .answer code {
        font: 0.8125rem var(--mono);
      }
      .tick {
        color: var(--alive);
        font-weight: 700;
      }
      .foot {
        min-block-size: 2.5rem;
        padding-block-start: 0.5rem;
        border-block-start: 1px solid var(--line);
        font-size: 0.8125rem;
        line-height: 1.25rem;
      }
      summary {
        cursor: pointer;
      }
      .changes {
        padding: 0.375rem 0.75rem;
        border-inline-start: 4px solid var(--ink);
        background: var(--raised);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      @media (max-width: 34rem) {
        .row {
          grid-template-columns: 1fr auto auto auto;
          gap: 0.25rem 0.75rem;
        }
        lanes-strip {
          grid-row: 2;
          grid-column: 1 / -1;
        }
        .heads > :nth-child(2) {
          display: none;
        }
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ];

  readonly #context: LinkContext = {
    embed: true,
    reportedCores: navigator.hardwareConcurrency || 1,
  };
  #abort: AbortController | undefined;
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
    const running = this.current !== undefined;
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
        ? formatMs(result.wallMs)
        : "invalid"
      : this.current === how
        ? "…"
        : "–";
    return html`
      <div class="row" role="row" data-how=${how}>
        <span class="name" role="rowheader">${how}</span>
        <lanes-strip role="cell" .result=${result} .scaleMs=${scaleMs}></lanes-strip>
        <span class="wall" role="cell">${wall}</span>
        <span role="cell">${speedup ? `${speedup.toFixed(1)}×` : result ? "1×" : "–"}</span>
        <span role="cell">${result ? formatMs(result.eventLoop.longestFreezeMs) : "–"}</span>
      </div>
    `;
  }

  #says(): unknown {
    if (this.failure) return html`<span class="alarm" role="alert">${this.failure}</span>`;
    if (this.current === "loading") return "Loading.";
    if (this.current) {
      const { ended = 0, tasks = this.spec.tasks } = this.progress ?? {};
      return `${capitalised(this.current)}: ${ended} of ${tasks} tasks have ended.`;
    }
    const invalid = this.results.find(({ valid }) => !valid);
    if (invalid) return invalid.notes.join(" ");
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
    const why = here?.tier === "workers" && this.spec.how.includes("parallel") && here.notes[0];
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
    this.#abort?.abort();
    const { spec, changes } = parseLink(location.hash, this.#context);
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
    if (mayAutorun(this.spec, workEntry(this.spec.work), [])) void this.#run({});
  }

  /** The engine, without its Wasm: that comes with the first run. */
  #install(): Promise<void> {
    this.#installing ??= import("../engine/api.ts").then(
      ({ installLanes }) => {
        installLanes({ embed: true });
      },
      () => {
        this.#installing = undefined;
        throw new LanesError(
          "unavailable",
          "Lanes could not be loaded: the network may be gone. Run it again.",
        );
      },
    );
    return this.#installing;
  }

  async #run(change: Partial<Spec>): Promise<void> {
    if (this.#abort) {
      this.#tellError(new LanesError("bad-spec", "A run is under way: cancel it first."));
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = "";
    const results: Result[] = [];
    try {
      const asked = normaliseSpec({ ...this.spec, ...change }, this.#context);
      const { spec, sentence } =
        asked.loop === "main" ? capForHost(asked, this.results) : { spec: asked, sentence: "" };
      this.capped = sentence;
      this.spec = { ...this.spec, how: spec.how };
      this.results = [];
      this.current = "loading";
      this.said = `Running ${listOf(spec.how)}.`;
      await this.#install();
      await window.lanes.ready;
      this.capabilities = window.lanes.capabilities();
      for (const how of spec.how) {
        if (abort.signal.aborted) throw new LanesError("cancelled", "The run was cancelled.");
        this.current = how;
        this.progress = undefined;
        await this.updateComplete;
        const onProgress = (progress: Progress) => {
          this.progress = progress;
        };
        const one = { ...spec, how: [how] };
        results.push(...(await window.lanes.run(one, { signal: abort.signal, onProgress })));
        this.results = [...results];
      }
      this.said = `Done. ${results.map(({ how, wallMs }) => `${how} ${formatMs(wallMs)}`).join(", ")}.`;
    } catch (error) {
      if (abort.signal.aborted) this.said = "Cancelled.";
      else this.failure = error instanceof Error ? error.message : String(error);
      this.#tellError(error);
    } finally {
      this.#abort = undefined;
      this.current = undefined;
    }
    if (results.length > 0) tellHost({ source: "lanes", type: "result", results });
  }

  #hear(message: ToEmbed): void {
    if (message.type === "run") void this.#run(message.spec ?? {});
    else if (message.type === "cancel") this.#cancel();
    else showTheme(message.theme);
  }

  #tellError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
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

  readonly #cancel = (): void => this.#abort?.abort();

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
