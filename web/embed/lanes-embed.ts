/** One demo, small and calm: its title, Run, a figure, the numbers, and the way to Lanes itself. */

import { html, LitElement, nothing } from "lit";
import { capitalised, listOf } from "../base/format.ts";
import { formatMeasured } from "../base/measured.ts";
import { siteRoot } from "../base/site.ts";
import { authorWords, authorWordsStyles } from "../kit/author/author-words.ts";
import { fromLink } from "../kit/from-link.ts";
import { guess, loadGuess } from "../kit/guess.ts";
import { accents, base, buttons } from "../kit/look/shared-styles.ts";
import { showTheme } from "../kit/look/theme.ts";
import { RunController } from "../kit/run-controller.ts";
import { Waiting } from "../kit/waiting.ts";
import { version } from "../package.json";
import { sentenceOf } from "../spec/errors.ts";
import { mayAutorun } from "../spec/estimate.ts";
import { later } from "../spec/later.ts";
import { loadCodeLink } from "../spec/link/code-link.ts";
import { type LinkContext, linkKeys } from "../spec/link/grammar.ts";
import { linkOf } from "../spec/link/link-text.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import { parseLink } from "../spec/link/parse-link.ts";
import { writeLink } from "../spec/link/write-link.ts";
import { type Capabilities, LanesError, type Result, type Spec } from "../spec/types.ts";
import { workEntry } from "../spec/works.ts";
import { originIsOpaque } from "../workers/start-worker.ts";
import { loadCode } from "./code/demo-code.ts";
import type { Demo, ShownCode } from "./code/shown-code.ts";
import { authorRan, titleOf } from "./demo-words.ts";
import { styles } from "./embed-styles.ts";
import { announceHeight, hearHost, openLinksOutside, tellHost } from "./host-page.ts";
import type { LanesEmbedPulse } from "./lanes-embed-pulse.ts";
import type { ToEmbed } from "./messages.ts";
import { strategyTable } from "./strategy-table.ts";

export class LanesEmbed extends LitElement {
  static override properties = {
    spec: { state: true },
    changes: { state: true },
    capped: { state: true },
    results: { state: true },
    failure: { state: true },
    capabilities: { state: true },
    said: { state: true },
    verdict: { state: true },
    sinceMs: { state: true },
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
  /** One sentence on the results, after a run. */
  declare verdict: string;
  /** When the strategy that is under way began, on the page's clock. */
  declare sinceMs: number | undefined;

  static override styles = [base, buttons, accents, authorWordsStyles, styles];

  readonly #context: LinkContext = {
    embed: true,
    reportedCores: navigator.hardwareConcurrency || 1,
  };
  readonly #runner = new RunController(this);
  readonly #waiting = new Waiting(this);
  /** The error whose sentence is shown, if one is. */
  #failed: unknown;
  /** What the link says. */
  #linked!: Spec;
  #installing: Promise<void> | undefined;
  #withRun: typeof import("./with-run.ts") | undefined;
  #code: ShownCode | undefined;

  constructor() {
    super();
    this.results = [];
    this.failure = "";
    this.said = "";
    this.verdict = "";
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
    const { running } = this.#runner;
    return html`
      <section class="demo" aria-labelledby="title">
        <div class="head">
          <h1 id="title">${titleOf(spec)}</h1>
          <a href=${this.#link()} target="_blank" rel="noopener">Open in Lanes</a>
        </div>
        ${fromLink(this.changes)}
        ${authorWords(spec)}
        ${this.#code?.above?.(this.#demo)}
        ${this.capped ? html`<p class="changes">${this.capped}</p>` : nothing}
        ${guess(spec, this.results, running)}
        <div class="bar">
          <button class="run" type="button" @click=${running ? this.#cancel : this.#onRun}>
            ${running ? "Cancel" : "Run"}
          </button>
          <div class="says">${this.#says()}</div>
        </div>
        <lanes-recorded hidden alone .spec=${spec}></lanes-recorded>
        <div class="loop">
          <p><b>Event loop</b> <span class="muted">${spec.loop === "worker" ? "of a worker" : "of this page"}</span></p>
          <lanes-embed-pulse ?running=${this.#runner.current !== undefined}>
            <p class="muted">Press Run: its pulse is drawn here, and stops while nothing gets an answer.</p>
          </lanes-embed-pulse>
        </div>
        ${strategyTable(spec, this.results, this.#runner, this.sinceMs)}
        <p class="verdict" role="status">${this.verdict}</p>
        <p class="answer">${this.#withRun?.answerOf(this.results)}</p>
        ${this.#code?.below?.(this.#demo)}
        <div class="foot">
          ${authorRan(spec)}Run by your browser, on ${spec.loop === "worker" ? "a worker’s" : "this page’s own"} event
          loop${this.#withRun?.whereRun(spec, this.results, this.capabilities) ?? "."}
          ${originIsOpaque() ? html`<p>This demo in Lanes: <code>${this.#link()}</code></p>` : nothing}
        </div>
        <div class="quiet" role="status">${this.said}</div>
      </section>
    `;
  }

  get #demo(): Demo {
    return {
      spec: this.spec,
      linked: this.#linked,
      failed: this.failure && this.#failed,
      results: this.results,
      runner: this.#runner,
      onSpec: this.#onSpec,
      onRun: this.#onRun,
    };
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
    // Of a busy machine speaks the verdict.
    const invalid = this.results.find(({ valid }) => !valid);
    if (invalid) return invalid.notes.at(-1) ?? "";
    return workEntry(this.spec.work)?.summary ?? "";
  }

  readonly #readLink = (): void => {
    this.#runner.cancel();
    const { spec, changes, packed } = parseLink(linkOf(location, linkKeys), this.#context);
    this.spec = this.#linked = spec;
    this.changes = changes;
    this.capped = "";
    this.results = [];
    this.failure = "";
    this.verdict = "";
    loadGuess(spec);
    document.title = `${titleOf(spec)} | Lanes`;
    this.#code = undefined;
    loadCode(spec)?.then(
      (code) => {
        if (spec !== this.#linked) return;
        this.#code = code;
        this.requestUpdate();
      },
      (error) => {
        this.failure = sentenceOf(error);
      },
    );
    showTheme(spec.theme);
    if (packed) {
      loadCodeLink().then(this.#readLink, (error) => {
        this.failure = sentenceOf(error);
      });
    }
  };

  /** Somebody may see it soon. */
  async #comeNear(): Promise<void> {
    try {
      await this.#install();
    } catch {
      // It is said at the press of Run.
      return;
    }
    if (window.lanes.capabilities().tier === "none") {
      import("../kit/recorded/recorded-runs.ts").catch(() => undefined);
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
      this.verdict = "";
      this.said = `Running ${listOf(asked.how)}.`;
      await this.#runner.run(asked, {
        ready: this.#readyFor(asked),
        begin: async () => {
          this.capabilities = window.lanes.capabilities();
          this.sinceMs = performance.now();
          await this.updateComplete;
        },
        onProgress: ({ elapsedMs }) => {
          // It begins now: what came before was preparation.
          if (elapsedMs === 0) this.sinceMs = performance.now();
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
      this.#failed = error;
      this.#tellError(error);
    }
    await this.#judge(results);
    if (results.length > 0) tellHost({ source: "lanes", type: "result", results });
  }

  /** Says the verdict on the results, if they are still what is shown. */
  async #judge(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    const verdict = import("../analysis/verdict/verdict.ts").catch(() => undefined);
    const { verdictInShort } = (await verdict) ?? {};
    if (this.results.at(-1) === results.at(-1)) this.verdict = verdictInShort?.(results) ?? "";
  }

  /** What is run for what is `asked`. */
  async #readyFor(asked: Spec): Promise<Spec> {
    await this.#install();
    this.#withRun = await later("The rest of this demo", import("./with-run.ts"));
    const { capForHost, lanesReady } = this.#withRun;
    await lanesReady();
    await this.renderRoot.querySelector<LanesEmbedPulse>("lanes-embed-pulse")?.wipe?.();
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
    try {
      return siteRoot + writeLink({ ...this.spec, loop: "main", autorun: false }, context);
    } catch {
      // The reader made it too long for one.
      return siteRoot + location.hash;
    }
  }

  /** The reader has changed the code. */
  readonly #onSpec = ({ detail }: CustomEvent<Partial<Spec>>): void => {
    this.#runner.cancel();
    this.spec = { ...this.spec, ref: "", ...detail };
    this.results = [];
    this.failure = this.verdict = "";
  };

  readonly #onRun = (): void => {
    void this.#run({});
  };

  readonly #cancel = (): void => this.#runner.cancel();

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#cancel();
  };
}

customElements.define("lanes-embed", LanesEmbed);
