/**
 * The code of one strategy: the C++ that runs, and the same in other languages behind tabs
 * (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/). Marks the lines at which the tasks of a run
 * stand, as far as its event loop tells.
 */
import code from "lanes:code";
import { html, LitElement } from "lit";
import { holdsTheLoop, strategyEntry } from "../../spec/strategies.ts";
import type { Progress, Result, Spec, Strategy } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { accents, base } from "../look/shared-styles.ts";
import { styles } from "./code-styles.ts";
import { type Marks, marksAfter, marksNow } from "./marks.ts";
import {
  type CodeFile,
  type CodeLine,
  filesFor,
  type Language,
  languages,
  type Ran,
} from "./shown-code.ts";

/** What is known of each language, apart from the code that ran: after “the same”. */
const saidOf: Readonly<Record<Exclude<Language, "C++">, string>> = {
  JavaScript:
    "in Node, for the work hash and for requests. It does not run on this page: Lanes’ tests run it and compare its answers with those of the C++.",
  Python:
    "with asyncio, for the work hash and for requests. It does not run on this page: Lanes’ tests run it and compare its answers with those of the C++.",
  Go: "in Go, for the work hash and for requests. It does not run on this page, nor in Lanes’ tests, which only compile it, where Go is installed.",
};

/** An event loop that is free reports ten times a second. */
const silentMs = 500;

class CodePanel extends LitElement {
  static override properties = {
    how: {},
    spec: { attribute: false },
    progress: { attribute: false },
    running: { type: Boolean },
    result: { attribute: false },
    ran: { attribute: false },
    language: { state: true },
  };
  declare how: Strategy;
  declare spec: Pick<Spec, "work" | "tier">;
  declare progress: Progress | undefined;
  declare running: boolean;
  declare result: Result | undefined;
  /** What ran, if it was not the strategy's own code. */
  declare ran: Ran | undefined;
  declare language: Language;

  static override styles = [base, accents, styles];

  constructor() {
    super();
    this.language = "C++";
    this.running = false;
  }

  override render(): unknown {
    const { how, language, ran } = this;
    const wanted = { how, bound: this.#bound(), tier: this.#tier() };
    const isOwn = language === "C++";
    const names = isOwn && ran ? ran.parts : [how];
    const files = names.flatMap((name) => filesFor(code.parts[language], { ...wanted, how: name }));
    const same = ran ? "The same strategy" : "The same";
    return html`
      <div class="code" data-how=${how}>
        <div role="tablist" aria-label="Language" @keydown=${this.#onKeydown}>
          ${languages
            .filter((name) => filesFor(code.parts[name], wanted).length > 0)
            .map(
              (name) => html`<button
                type="button"
                role="tab"
                id=${tabId(name)}
                aria-controls="panel"
                aria-selected=${name === language}
                tabindex=${name === language ? 0 : -1}
                @click=${() => this.#choose(name)}
              >
                ${name === "C++" && ran ? "What ran" : name}
              </button>`,
            )}
        </div>
        <p class="said">${isOwn ? this.#ran() : `${same} ${saidOf[language]}`}</p>
        <div id="panel" role="tabpanel" tabindex="0" aria-labelledby=${tabId(language)}>
          ${files.map((file) => this.#file(file, isOwn ? this.#marks() : {}))}
        </div>
      </div>
    `;
  }

  #file({ path, from, to, parts }: CodeFile, marks: Marks): unknown {
    return html`
      <p class="path">
        ${
          code.repository
            ? html`<a href="${code.repository}${path}#L${from}-L${to}" target="_blank" rel="noopener">${path}</a>`
            : path
        }
      </p>
      ${parts.map(({ lines }) => html`<pre><code>${lines.map((line) => lineOf(line, marks))}</code></pre>`)}
    `;
  }

  /** Does the work hold the event loop that carries it out, so that it cannot tell where it is? */
  #isSilent(): boolean {
    return this.#bound() === "cpu" && holdsTheLoop(this.how);
  }

  #ran(): string {
    if (this.ran) return this.ran.says;
    const { how, result, running, progress } = this;
    const what = strategyEntry(how).threads
      ? `The code that ${this.#verb()}, on tier ${this.#tier()}.`
      : `The code that ${this.#verb()}.`;
    if (running) {
      const silent = (progress?.started ?? 0) === 0 && (progress?.elapsedMs ?? 0) > silentMs;
      return silent && this.#isSilent()
        ? `${what} The event loop has reported nothing since the run began: the tasks hold it, one after another.`
        : strategyEntry(how).threads
          ? what
          : `${what} Marked: where its tasks stand, as last reported.`;
    }
    if (!result || strategyEntry(how).threads) return what;
    return this.#isSilent()
      ? `${what} The tasks held the event loop, so no line could be marked meanwhile; marked is what was measured there.`
      : `${what} Marked: what was measured there.`;
  }

  #verb(): string {
    if (this.running) return "is running";
    return this.result ? "ran" : "will run";
  }

  #marks(): Marks {
    if (this.running) return this.progress ? marksNow(this.progress) : {};
    return this.result ? marksAfter(this.result) : {};
  }

  #bound(): "cpu" | "io" {
    return workEntry(this.spec.work)?.bound === "io" ? "io" : "cpu";
  }

  /** On which the last run took place, or the next one will. */
  #tier(): "threads" | "workers" {
    const here = window.lanes?.capabilities().tier;
    const tiers = [this.result?.environment.tier, this.spec.tier, here];
    return tiers.find((tier) => tier === "threads" || tier === "workers") ?? "threads";
  }

  #choose(language: Language): void {
    this.language = language;
  }

  readonly #onKeydown = async (event: KeyboardEvent): Promise<void> => {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=tab]")];
    const at = tabs.indexOf(event.target as HTMLElement);
    const to = nextTab(event.key, at, tabs.length);
    if (to === undefined) return;
    event.preventDefault();
    tabs[to]?.click();
    await this.updateComplete;
    tabs[to]?.focus();
  };
}

function tabId(language: Language): string {
  return language === "C++" ? "tab-cpp" : `tab-${language.toLowerCase()}`;
}

function nextTab(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}

/** Lines are separated by line feeds, so that a selection is the source again. */
function lineOf({ tokens, at }: CodeLine, marks: Marks): unknown {
  const mark = at && marks[at];
  const text = tokens.map(([part, kind]) => (kind ? html`<i class=${kind}>${part}</i>` : part));
  return mark
    ? html`<span class="here">${text}<span class="mark">${mark}</span></span>${"\n"}`
    : html`${text}${"\n"}`;
}

customElements.define("lanes-code", CodePanel);
