/** The page's state and how its parts hang together. Work starts only through `window.lanes`. */
import { css, html, LitElement, nothing } from "lit";
import { workEntry } from "../engine/catalogue.ts";
import {
  type Capabilities,
  type Result,
  type Spec,
  type Strategy,
  strategies,
} from "../engine/types.ts";
import { embedHeight } from "../share/embed-code.ts";
import { defaultSpec, type LinkContext, parseLink, writeLink } from "../share/grammar.ts";
import { AddressBar } from "./address.ts";
import { Author } from "./author.ts";
import "./about-here.ts";
import "./answer-line.ts";
import { capitalised, formatMs, listOf } from "../text/format.ts";
import { mayAutorun } from "./freeze-estimate.ts";
import type { OwnPicture } from "./own-picture.ts";
import type { PicturePanel } from "./picture-panel.ts";
import "./picture-panel.ts";
import "./pulse-strip.ts";
import "./run-bar.ts";
import type { RunBar } from "./run-bar.ts";
import { type Failure, Runner } from "./runner.ts";
import "./setup-panel.ts";
import "./simple-test-panel.ts";
import { base, buttons } from "./shared-styles.ts";
import "./strategy-board.ts";
import { Sweeper } from "./sweeper.ts";
import { Tester } from "./tester.ts";
import { showTheme } from "./theme.ts";
import "./timeline-view.ts";
import "./verdict-panel.ts";

/** Works whose tasks leave something to look at. */
const worksWithPictures: ReadonlySet<string> = new Set(["mandelbrot", "resize"]);

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
  /** What the link said that could not be used as it was. */
  declare changes: readonly string[];
  declare capabilities: Capabilities | undefined;
  /** Why the engine could not start, if it could not. */
  declare trouble: string;
  /** For the live region. */
  declare said: string;
  /** The user's own picture, for work that takes one. */
  declare own: OwnPicture | undefined;

  static override styles = [
    base,
    buttons,
    css`
      lanes-pulse {
        position: sticky;
        inset-block-start: 0;
        z-index: 5;
      }
      .column {
        display: grid;
        gap: clamp(1.5rem, 1rem + 1.6vw, 2.25rem);
        max-inline-size: 80rem;
        margin-inline: auto;
        padding: clamp(1.25rem, 1rem + 1.5vw, 2.25rem) var(--page-edge) 4rem;
      }
      .column > * {
        min-inline-size: 0;
      }
      .measured {
        display: grid;
        gap: 0.75rem;
      }
      /* Their scripts come when the page is ready to run: room is kept for them. */
      lanes-take-away:not(:defined),
      lanes-sweep:not(:defined) {
        display: block;
        min-block-size: 7rem;
      }
      lanes-take-away:not(:defined) {
        min-block-size: 12.5rem;
      }
      .changes,
      .trouble {
        padding: 0.5rem 0.875rem;
        border-inline-start: 4px solid var(--ink);
        background: var(--raised);
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      .trouble {
        border-color: var(--alarm);
        color: var(--alarm);
      }
    `,
  ];

  readonly #context: LinkContext = {
    embed: false,
    reportedCores: navigator.hardwareConcurrency,
  };
  readonly #address = new AddressBar();
  readonly #runner = new Runner(this, {
    started: (hows) => this.#say(`Running ${listOf(hows)}.`),
    began: (how) => this.#picturePanel()?.begin(how),
    output: (output) => this.#picturePanel()?.add(output),
    finished: (result) => this.#say(`${capitalised(result.how)} took ${formatMs(result.wallMs)}.`),
    ended: (results, failure) => this.#sayEnd(results, failure),
  });
  readonly #tester = new Tester(this, {
    started: () => this.#say("The simple test is running."),
    ended: (sentence) => this.#say(sentence),
  });
  readonly #sweeper = new Sweeper(this, {
    started: () => this.#say("The sweep is running."),
    ended: (sentence) => this.#say(sentence),
  });
  /** Whose results came with the link, if any did. */
  #author: Author | undefined;
  /** The same array as long as the same results are on show, so that nothing redraws in vain. */
  #shown: readonly Result[] = [];

  constructor() {
    super();
    this.spec = defaultSpec("hash", this.#context);
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

  override firstUpdated(): void {
    void this.#whenReady();
  }

  override render(): unknown {
    const { spec } = this;
    const shown = this.#specToRun();
    const runner = this.#runner;
    const measured = runner.shelf.all();
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
          .measured=${measured}
          .current=${runner.current}
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
          .measured=${measured}
          .current=${runner.current}
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
          worksWithPictures.has(spec.work)
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
          .linkMisses=${this.#linkMisses()}
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
      // Nothing is missed where it cannot be had: the page was left, or the network is gone.
      import("./sweep-panel.ts").catch(() => undefined);
      import("./take-away.ts").catch(() => undefined);
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
      return;
    }
    if (mayAutorun(this.spec, workEntry(this.spec.work), this.#runner.shelf.all()))
      this.#run(this.spec.how);
    else if (this.spec.autorun) {
      this.changes = [
        ...this.changes,
        "It asks to run by itself, but would freeze the page for too long: press Run.",
      ];
    }
  }

  readonly #readLink = (): void => {
    const { spec, changes } = parseLink(location.hash, this.#context);
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

  /** The link that was followed is gone with the verdict that it was in. */
  readonly #onLinkFollowed = (): void => {
    this.renderRoot.querySelector<RunBar>("lanes-run-bar")?.focusRun();
  };

  readonly #onEmbedRequest = async (): Promise<void> => {
    const spec = this.spec.how.length > 0 ? this.spec : defaultSpec(this.spec.work, this.#context);
    try {
      (await import("./embed-dialog.ts")).showEmbedDialog({
        what: "this demo",
        theme: spec.theme,
        height: embedHeight(spec),
        code({ theme, ...options }) {
          // In another page a demo must not freeze what is not its own.
          const loop = options.kind === "link" ? spec.loop : "worker";
          return window.lanes.embedCode({ ...spec, theme, loop, autorun: false }, options);
        },
      });
    } catch {
      this.#say("The dialog could not be loaded: the network may be gone.");
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
    return addressOf(window.lanes.link(spec));
  };

  /** What was measured is what the link runs, chosen or not. */
  readonly #linkWithResults = (): string => {
    const results = this.#results();
    if (results.length === 0 || this.#usesOwn()) return this.#link();
    const how = [...new Set([...this.spec.how, ...results.map((result) => result.how)])];
    return addressOf(window.lanes.link({ ...this.spec, how }, results));
  };

  #linkMisses(): string {
    return this.#usesOwn()
      ? "The link cannot carry your picture: whoever opens it gets the generated one."
      : "";
  }

  #run(hows: readonly Strategy[]): void {
    if (this.#tester.running || this.#sweeper.running) return;
    void this.#runner.run(this.#specToRun(), hows, this.#usesOwn());
  }

  #usesOwn(): OwnPicture | undefined {
    return this.spec.work === "resize" ? this.own : undefined;
  }

  /** With the user's own picture its width takes the place of `size`. */
  #specToRun(): Spec {
    const own = this.#usesOwn();
    return own ? { ...this.spec, size: own.picture.width } : this.spec;
  }

  #picturePanel(): PicturePanel | null {
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

  #sayEnd(results: readonly Result[], failure: Failure | undefined): void {
    if (failure) this.#say(failure.cancelled ? "Cancelled." : failure.sentence);
    else if (results.length > 1) {
      this.#say(
        `Done. ${results.map((result) => `${result.how} ${formatMs(result.wallMs)}`).join(", ")}.`,
      );
    }
  }
}

/** Without the part that the link takes the place of, also where there is nothing to say. */
function addressOf(link: string): string {
  return new URL(location.pathname + location.search + link, location.href).href;
}

customElements.define("lanes-app", LanesApp);
