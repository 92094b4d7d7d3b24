/** The page's state and wiring. Work starts only through `window.lanes`. */

import { html, LitElement, nothing } from "lit";
import { lanesReady } from "../api/api.ts";
import { capitalised, listOf } from "../base/format.ts";
import { formatMeasured } from "../base/measured.ts";
import { authorWords, authorWordsStyles } from "../kit/author/author-words.ts";
import { Estimates } from "../kit/estimates.ts";
import type { UiEvents } from "../kit/events.ts";
import { fromLink } from "../kit/from-link.ts";
import { guess, loadGuess } from "../kit/guess.ts";
import { Waiting } from "../kit/waiting.ts";
import type { Diagnostic } from "../spec/diagnostic.ts";
import { sentenceOf } from "../spec/errors.ts";
import { mayAutorun } from "../spec/estimate.ts";
import type { Capabilities, Result, Spec, Strategy } from "../spec/types.ts";
import { bringsCode, workEntry } from "../spec/works.ts";
import { missingEssential } from "../workers/essentials.ts";
import type { PicturePanel } from "./picture/picture-panel.ts";
import "./pulse/pulse-strip.ts";
import "./run/run-bar.ts";
import type { RunBar } from "./run/run-bar.ts";
import { Runner, sayEnd } from "./run/runner.ts";
import { showSection } from "./section.ts";
import { SetUp } from "./set-up.ts";
import { showEmbedOf } from "./share/embed-of.ts";
import "./setup/setup-panel.ts";
import { base, buttons } from "../kit/look/shared-styles.ts";
import "./strategies/strategy-board.ts";
import { styles } from "./lanes-app-styles.ts";
import { Tester } from "./simple-test/tester.ts";
import { Sweeper } from "./sweep/sweeper.ts";

const noDiagnostics: readonly Diagnostic[] = [];

/** What a component tells. */
type Told<K extends keyof UiEvents> = CustomEvent<UiEvents[K]>;

export class LanesApp extends LitElement {
  static override properties = {
    capabilities: { state: true },
    trouble: { state: true },
    lacks: { state: true },
    said: { state: true },
  };
  declare capabilities: Capabilities | undefined;
  /** Why the engine, or a part of the page, could not start; "" if all did. */
  declare trouble: string;
  /** What this browser lacks that nothing can run without; "" if nothing. */
  declare lacks: string;
  /** For the live region. */
  declare said: string;

  static override styles = [base, buttons, authorWordsStyles, styles];

  readonly #setUp = new SetUp(this, (section) => this.#onLink(section));
  readonly #runner = new Runner(this, {
    started: (hows) => this.#say(`Running ${listOf(hows)}.`),
    began: (how) => this.#picturePanel()?.begin?.(how),
    output: (output) => this.#picturePanel()?.add?.(output),
    finished: (result) =>
      this.#say(`${capitalised(result.how)} took ${formatMeasured(result.wallMs)}.`),
    ended: (results, failure) => {
      const end = sayEnd(results, failure);
      if (end) this.#say(end);
      // A measurement replaces the estimate.
      if (results.length > 0) this.#estimates.show(this.#setUp.toRun);
    },
  });
  readonly #tester = new Tester(this, {
    started: () => this.#say("The simple test is running."),
    ended: (sentence) => this.#say(sentence),
  });
  readonly #sweeper = new Sweeper(this, {
    started: () => this.#say("The sweep is running."),
    ended: (sentence) => this.#say(sentence),
  });
  readonly #waiting = new Waiting(this);
  readonly #estimates = new Estimates(this);
  /** What was estimated last, and has its scripts. */
  #prepared: Spec | undefined;

  constructor() {
    super();
    this.trouble = "";
    this.lacks = missingEssential();
    this.said = "";
  }

  /** What the page is set to run. */
  get spec(): Spec {
    return this.#setUp.spec;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#onKeydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#onKeydown);
  }

  override willUpdate(): void {
    const { spec, toRun, showsPictures } = this.#setUp;
    if (toRun === this.#prepared) return;
    this.#prepared = toRun;
    if (this.capabilities) this.#estimates.show(toRun);
    if (showsPictures) void pictures();
    if (bringsCode(workEntry(spec.work))) import("../kit/own/own-panel.ts").catch(this.#missed);
  }

  override firstUpdated(): void {
    void this.#whenReady();
  }

  override render(): unknown {
    const { spec, toRun, changes, own, author, linkMisses, showsPictures } = this.#setUp;
    const runner = this.#runner;
    const results = this.#results();
    return html`
      <lanes-pulse></lanes-pulse>
      <div
        class="column"
        @spec-change=${this.#onSpecChange}
        @compiled-here=${this.#onCompiledHere}
        @run-request=${this.#onRunRequest}
        @test-request=${this.#onTestRequest}
        @sweep-request=${this.#onSweepRequest}
        @cancel-request=${this.#onCancelRequest}
        @embed-request=${this.#onEmbedRequest}
        @picture-change=${this.#onPictureChange}
        @link-followed=${this.#onLinkFollowed}
      >
        ${fromLink(changes)}
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
        ${authorWords(spec)}
        <lanes-setup .spec=${spec} .context=${this.#setUp.context}></lanes-setup>
        ${
          bringsCode(workEntry(spec.work))
            ? html`<lanes-own
                .spec=${spec}
                .failed=${runner.failure?.diagnostics ?? noDiagnostics}
                .results=${results}
                .running=${runner.running}
              ></lanes-own>`
            : nothing
        }
        ${this.lacks ? nothing : guess(spec, results, runner.running)}
        <lanes-run-bar
          .spec=${toRun}
          .estimates=${this.#estimates.known}
          .estimating=${this.#estimates.pending && !this.trouble}
          .fixedSize=${own !== undefined}
          .lacks=${this.lacks}
          .running=${runner.running}
          .current=${runner.current}
          .waiting=${this.#waiting.sentence}
          .progress=${runner.progress}
          .failure=${runner.failure}
          .cancelling=${runner.cancelling}
          .busy=${this.#tester.running || this.#sweeper.running}
          .linkText=${this.#link}
          .linkMisses=${linkMisses}
        ></lanes-run-bar>
        <lanes-recorded hidden .spec=${toRun}></lanes-recorded>
        <div class="measured">
        <lanes-conclusion .results=${results} .running=${runner.running}></lanes-conclusion>
        <lanes-board
          .spec=${toRun}
          .results=${results}
          .estimates=${this.#estimates.known}
          .current=${runner.current}
          .busy=${runner.running}
          .queue=${runner.queue}
          .progress=${runner.progress}
          .author=${own ? undefined : author}
        ></lanes-board>
        <lanes-answer .results=${results}></lanes-answer>
        </div>
        <lanes-verdict
          ?hidden=${results.length === 0}
          .results=${results}
          .running=${runner.running}
        ></lanes-verdict>
        ${
          showsPictures && !this.lacks
            ? html`<lanes-picture
                .spec=${spec}
                .own=${own}
                .ready=${this.capabilities !== undefined}
              ></lanes-picture>`
            : nothing
        }
        <lanes-timeline ?hidden=${results.length === 0} .results=${results}></lanes-timeline>
        <lanes-take-away
          .results=${results}
          .busy=${runner.running || this.#tester.running || this.#sweeper.running}
          .linkText=${this.#linkWithResults}
          .linkMisses=${this.#setUp.linkMissesOf(results)}
        ></lanes-take-away>
        <lanes-simple-test
          .spec=${spec}
          .test=${this.#tester.of(spec.work)}
          .progress=${this.#tester.progress}
          .running=${this.#tester.running}
          .busy=${runner.running || this.#sweeper.running}
          .failure=${this.#tester.failure}
        ></lanes-simple-test>
        <lanes-sweep
          .spec=${spec}
          .sweep=${this.#sweeper.of(spec.work)}
          .progress=${this.#sweeper.progress}
          .running=${this.#sweeper.running}
          .busy=${runner.running || this.#tester.running}
          .failure=${this.#sweeper.failure}
        ></lanes-sweep>
        <lanes-here .theme=${spec.theme}></lanes-here>
      </div>
      <div class="quiet" role="status">${this.said}</div>
    `;
  }

  #results(): readonly Result[] {
    const { toRun, own } = this.#setUp;
    return this.#runner.resultsOf(toRun, own);
  }

  async #whenReady(): Promise<void> {
    try {
      await lanesReady();
      this.capabilities = window.lanes.capabilities();
      this.#estimates.show(this.#setUp.toRun);
    } catch (error) {
      this.trouble = sentenceOf(error);
      import("./without-runs.ts").catch(() => undefined);
      return;
    }
    import("./later-parts.ts").catch(this.#missed);
    if (this.spec.autorun) await this.#autorun();
  }

  readonly #missed = (): void => {
    this.trouble = "A part of this page did not arrive: load it again.";
  };

  async #autorun(): Promise<void> {
    const { spec } = this;
    const estimates = await window.lanes.estimate(spec).catch(() => undefined);
    if (spec !== this.spec) return;
    if (estimates && mayAutorun(spec, estimates)) {
      this.#run(spec.how);
      return;
    }
    const why = estimates
      ? "that would freeze the page for too long"
      : "how long that would freeze it could not be measured";
    this.#setUp.addChange(`The link asks to run by itself, but ${why}: press Run.`);
  }

  #onLink(section: string | undefined): void {
    if (section) void showSection(this.renderRoot, section);
    this.#cancel();
    loadGuess(this.spec);
  }

  readonly #onSpecChange = ({ detail }: Told<"spec-change">): void => {
    this.#setUp.change(detail);
    this.#runner.failure = undefined;
  };

  readonly #onCompiledHere = ({ detail }: Told<"compiled-here">): void => {
    this.#setUp.compiled = detail;
  };

  readonly #onRunRequest = ({ detail }: Told<"run-request">): void => {
    this.#run(detail);
  };

  readonly #onPictureChange = ({ detail }: Told<"picture-change">): void => {
    this.#setUp.own = detail;
    this.#runner.failure = undefined;
  };

  readonly #onTestRequest = (): void => {
    if (!this.#runner.running && !this.#sweeper.running) void this.#tester.run(this.spec);
  };

  readonly #onSweepRequest = (): void => {
    if (!this.#runner.running && !this.#tester.running) void this.#sweeper.run(this.spec);
  };

  /** The link that was clicked disappears with its verdict. */
  readonly #onLinkFollowed = (): void => {
    this.renderRoot.querySelector<RunBar>("lanes-run-bar")?.focusRun();
  };

  readonly #onEmbedRequest = async (): Promise<void> => {
    try {
      await showEmbedOf(this.#setUp.embeddable);
    } catch (error) {
      this.#say(sentenceOf(error));
    }
  };

  readonly #onCancelRequest = (): void => this.#cancel();

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#run(this.spec.how);
    } else if (event.key === "Escape") {
      this.#cancel();
    }
  };

  readonly #link = (): string => this.#setUp.link();

  readonly #linkWithResults = (): string => this.#setUp.linkWith(this.#results());

  async #run(hows: readonly Strategy[]): Promise<void> {
    if (this.#setUp.showsPictures) await pictures();
    if (this.lacks || this.#tester.running || this.#sweeper.running) return;
    void this.#runner.run(this.#setUp.toRun, hows, this.#setUp.own);
  }

  /** Lacks its methods until its script has loaded. */
  #picturePanel(): Partial<PicturePanel> | null {
    return this.renderRoot.querySelector<PicturePanel>("lanes-picture");
  }

  #cancel(): void {
    this.#runner.cancel();
    this.#tester.cancel();
    this.#sweeper.cancel();
  }

  #say(sentence: string): void {
    this.said = sentence;
  }
}

/** Without the script a run continues, but shows no picture. */
async function pictures(): Promise<void> {
  await import("./picture/picture-panel.ts").catch(() => undefined);
}

customElements.define("lanes-app", LanesApp);
