/** The page's state and wiring. Work starts only through `window.lanes`. */

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { AddressBar } from "../kit/address.ts";
import { Author } from "../kit/author.ts";
import { isClean } from "../spec/compare.ts";
import { sentenceOf } from "../spec/errors.ts";
import { defaultSpec, type LinkContext, linkKeys, parseLink, writeLink } from "../spec/grammar.ts";
import {
  type Capabilities,
  type Result,
  type Spec,
  type Strategy,
  strategies,
} from "../spec/types.ts";
import { firstWork, workEntry } from "../spec/works.ts";
import "./about-here.ts";
import "./verdict/answer-line.ts";
import { capitalised, listOf } from "../base/format.ts";
import { formatMeasured } from "../base/measured.ts";
import { Estimates } from "../kit/estimates.ts";
import type { OwnPicture } from "../kit/own-picture.ts";
import { Waiting } from "../kit/waiting.ts";
import { mayAutorun } from "../spec/estimate.ts";
import type { PicturePanel } from "./picture/picture-panel.ts";
import "./pulse/pulse-strip.ts";
import "./run/run-bar.ts";
import type { RunBar } from "./run/run-bar.ts";
import { Runner, sayEnd } from "./run/runner.ts";
import { showEmbedOf } from "./share/embed-of.ts";
import "./setup/setup-panel.ts";
import { base, buttons } from "../kit/shared-styles.ts";
import "./strategies/strategy-board.ts";
import { showTheme } from "../kit/theme.ts";
import { Tester } from "./simple-test/tester.ts";
import { Sweeper } from "./sweep/sweeper.ts";
import "./timeline/timeline-view.ts";
import "./verdict/verdict-panel.ts";
import { styles } from "./lanes-app-styles.ts";

export class LanesApp extends LitElement {
  static override properties = {
    spec: { state: true },
    changes: { state: true },
    capabilities: { state: true },
    trouble: { state: true },
    said: { state: true },
    own: { state: true },
  };
  declare spec: Spec;
  /** Parts of the link that could not be used as written. */
  declare changes: readonly string[];
  declare capabilities: Capabilities | undefined;
  /** Why the engine could not start; "" if it did. */
  declare trouble: string;
  /** For the live region. */
  declare said: string;
  /** The user's own picture, for work that takes one. */
  declare own: OwnPicture | undefined;

  static override styles = [base, buttons, styles];

  readonly #context: LinkContext = {
    embed: false,
    reportedCores: navigator.hardwareConcurrency,
  };
  readonly #address = new AddressBar(linkKeys);
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
      if (results.length > 0) this.#estimates.show(this.#specToRun());
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
  /** The author of the results in the link, if any. */
  #author: Author | undefined;
  /** The same array as long as the same results are shown, to avoid needless redraws. */
  #shown: readonly Result[] = [];

  constructor() {
    super();
    this.spec = defaultSpec(firstWork, this.#context);
    this.changes = [];
    this.trouble = "";
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#readLink();
    window.addEventListener("hashchange", this.#readLink);
    window.addEventListener("keydown", this.#onKeydown);
    this.addEventListener("spec-change", this.#onSpecChange);
    this.addEventListener("run-request", this.#onRunRequest);
    this.addEventListener("test-request", this.#onTestRequest);
    this.addEventListener("sweep-request", this.#onSweepRequest);
    this.addEventListener("cancel-request", this.#onCancelRequest);
    this.addEventListener("embed-request", this.#onEmbedRequest);
    this.addEventListener("picture-change", this.#onPictureChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#readLink);
    window.removeEventListener("keydown", this.#onKeydown);
    this.removeEventListener("spec-change", this.#onSpecChange);
    this.removeEventListener("run-request", this.#onRunRequest);
    this.removeEventListener("test-request", this.#onTestRequest);
    this.removeEventListener("sweep-request", this.#onSweepRequest);
    this.removeEventListener("cancel-request", this.#onCancelRequest);
    this.removeEventListener("embed-request", this.#onEmbedRequest);
    this.removeEventListener("picture-change", this.#onPictureChange);
    this.#address.dispose();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const news = changed.has("spec") || changed.has("own") || changed.has("capabilities");
    if (news && this.capabilities) this.#estimates.show(this.#specToRun());
    if (changed.has("spec") && showsPictures(this.spec)) void pictures();
  }

  override firstUpdated(): void {
    void this.#whenReady();
  }

  override render(): unknown {
    const { spec } = this;
    const shown = this.#specToRun();
    const runner = this.#runner;
    const results = this.#results();
    return html`
      <lanes-pulse></lanes-pulse>
      <div class="column">
        ${
          this.changes.length > 0
            ? html`<p class="changes">From the link: ${this.changes.join(" ")}</p>`
            : nothing
        }
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
        <lanes-setup .spec=${spec} .context=${this.#context}></lanes-setup>
        <lanes-run-bar
          .spec=${shown}
          .estimates=${this.#estimates.known}
          .estimating=${this.#estimates.pending && !this.trouble}
          .fixedSize=${this.#usesOwn() !== undefined}
          .running=${runner.running}
          .current=${runner.current}
          .waiting=${this.#waiting.sentence}
          .progress=${runner.progress}
          .failure=${runner.failure}
          .cancelling=${runner.cancelling}
          .busy=${this.#tester.running || this.#sweeper.running}
          .linkText=${this.#link}
          .linkMisses=${this.#linkMisses()}
        ></lanes-run-bar>
        <div class="measured">
        <lanes-board
          .spec=${shown}
          .results=${results}
          .estimates=${this.#estimates.known}
          .current=${runner.current}
          .busy=${runner.running}
          .queue=${runner.queue}
          .progress=${runner.progress}
          .author=${this.#usesOwn() ? undefined : this.#author}
        ></lanes-board>
        <lanes-answer .results=${results}></lanes-answer>
        </div>
        <lanes-verdict
          .results=${results}
          .running=${runner.running}
          @link-followed=${this.#onLinkFollowed}
        ></lanes-verdict>
        ${
          showsPictures(spec)
            ? html`<lanes-picture
                .spec=${spec}
                .own=${this.own}
                .ready=${this.capabilities !== undefined}
              ></lanes-picture>`
            : nothing
        }
        <lanes-timeline .results=${results}></lanes-timeline>
        <lanes-take-away
          .results=${results}
          .busy=${runner.running || this.#tester.running || this.#sweeper.running}
          .linkText=${this.#linkWithResults}
          .linkMisses=${this.#linkMisses() || resultsMissed(results)}
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
        <lanes-here
          .capabilities=${this.capabilities}
          .version=${this.capabilities ? window.lanes.version : ""}
          .theme=${spec.theme}
        ></lanes-here>
      </div>
      <div class="quiet" role="status">${this.said}</div>
    `;
  }

  /** Of this set-up, in the order of the board. */
  #results(): readonly Result[] {
    const found = strategies
      .map((how) => this.#runner.resultOf(this.#specToRun(), how, this.#usesOwn()))
      .filter((result) => result !== undefined);
    const same =
      found.length === this.#shown.length && found.every((result, i) => result === this.#shown[i]);
    if (!same) this.#shown = found;
    return this.#shown;
  }

  async #whenReady(): Promise<void> {
    try {
      await window.lanes.ready;
      this.capabilities = window.lanes.capabilities();
      // Ignored: the page is being left, or the network is down.
      import("./simple-test/simple-test-panel.ts").catch(() => undefined);
      import("./sweep/sweep-panel.ts").catch(() => undefined);
      import("./share/take-away.ts").catch(() => undefined);
    } catch (error) {
      this.trouble = sentenceOf(error);
      return;
    }
    if (this.spec.autorun) await this.#autorun();
  }

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
      : "for how long that would freeze the page could not be measured";
    this.changes = [...this.changes, `The link asks to run by itself, but ${why}: press Run.`];
  }

  readonly #readLink = (): void => {
    const { spec, changes } = parseLink(this.#address.link(), this.#context);
    this.#address.dispose();
    this.#cancel();
    this.#author = Author.of(spec);
    this.spec = spec;
    this.changes = changes;
    showTheme(spec.theme);
  };

  readonly #onSpecChange = (event: Event): void => {
    const part = (event as CustomEvent<Partial<Spec>>).detail;
    const spec = { ...this.spec, ...part };
    this.spec = { ...spec, ref: this.#author?.refFor(spec) ?? "" };
    this.changes = [];
    this.#runner.failure = undefined;
    showTheme(this.spec.theme);
    if (this.spec.how.length > 0) this.#address.show(writeLink(this.spec, this.#context));
  };

  readonly #onRunRequest = (event: Event): void => {
    this.#run((event as CustomEvent<readonly Strategy[]>).detail);
  };

  readonly #onPictureChange = (event: Event): void => {
    this.own = (event as CustomEvent<OwnPicture | undefined>).detail;
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
    const spec = this.spec.how.length > 0 ? this.spec : defaultSpec(this.spec.work, this.#context);
    try {
      await showEmbedOf(spec);
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

  readonly #link = (): string => {
    const spec = this.spec.how.length > 0 ? this.spec : defaultSpec(this.spec.work, this.#context);
    return this.#address.with(window.lanes.link(spec));
  };

  /** The link includes every measured strategy, chosen or not. */
  readonly #linkWithResults = (): string => {
    const results = this.#results();
    if (results.length === 0 || this.#usesOwn()) return this.#link();
    const how = [...new Set([...this.spec.how, ...results.map((result) => result.how)])];
    return this.#address.with(window.lanes.link({ ...this.spec, how }, results));
  };

  #linkMisses(): string {
    return this.#usesOwn()
      ? "The link cannot carry your picture: whoever opens it gets the generated one."
      : "";
  }

  async #run(hows: readonly Strategy[]): Promise<void> {
    if (showsPictures(this.spec)) await pictures();
    if (this.#tester.running || this.#sweeper.running) return;
    void this.#runner.run(this.#specToRun(), hows, this.#usesOwn());
  }

  #usesOwn(): OwnPicture | undefined {
    return workEntry(this.spec.work)?.shows === "pair" ? this.own : undefined;
  }

  /** The width of the user's own picture replaces `size`. */
  #specToRun(): Spec {
    const own = this.#usesOwn();
    return own ? { ...this.spec, size: own.picture.width } : this.spec;
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

function showsPictures({ work }: Spec): boolean {
  return (workEntry(work)?.shows ?? "nothing") !== "nothing";
}

/** Without the script a run continues, but shows no picture. */
async function pictures(): Promise<void> {
  await import("./picture/picture-panel.ts").catch(() => undefined);
}

/** Why a link leaves all results out; "" where it does not. */
function resultsMissed(results: readonly Result[]): string {
  if (results.length === 0 || results.some(isClean)) return "";
  return "The link has the set-up and no results: these were cut short, or something else had a part of this machine.";
}

customElements.define("lanes-app", LanesApp);
