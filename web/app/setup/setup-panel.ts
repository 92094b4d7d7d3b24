/** The set-up: presets, the work, and its numbers. */

import { css, html, LitElement, nothing } from "lit";
import { tell } from "../../kit/events.ts";
import type { NumberField } from "../../kit/number-field.ts";
import {
  defaultSpec,
  type LinkContext,
  type NumberKey,
  numberRange,
} from "../../spec/link/grammar.ts";
import { usesThreads } from "../../spec/strategies.ts";
import { backends, loops, type Spec, tiers } from "../../spec/types.ts";
import { catalogue, workEntry } from "../../spec/works.ts";
import "../../kit/number-field.ts";
import { folds } from "../../kit/look/fold-styles.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { article, articleCases, isPreset, type Preset, presets } from "../../kit/presets.ts";
import { numbersOf } from "../../spec/link/relevance.ts";

type ChoiceKey = "loop" | "tier" | "backend";

const numberWords: Record<Exclude<NumberKey, "size">, { label: string; unit: string }> = {
  tasks: { label: "Tasks", unit: "" },
  workers: { label: "Workers", unit: "" },
  limit: { label: "Most in flight", unit: "" },
  latency: { label: "Latency", unit: "ms" },
  jitter: { label: "Jitter", unit: "%" },
  pool: { label: "Connections in the pool", unit: "" },
  queue: { label: "Requests it lets queue", unit: "" },
  timeout: { label: "Timeout", unit: "ms" },
  seed: { label: "Seed", unit: "" },
};

const choiceWords: Record<ChoiceKey, { label: string; options: Record<string, string> }> = {
  loop: {
    label: "Event loop under test",
    options: { main: "this page’s main thread", worker: "a worker’s" },
  },
  tier: {
    label: "Parallel by",
    options: { auto: "whatever works here", threads: "threads", workers: "separate workers" },
  },
  backend: {
    label: "Server",
    options: { auto: "whatever answers", network: "live", modelled: "modelled" },
  },
};

export class SetupPanel extends LitElement {
  static override properties = {
    spec: { attribute: false },
    context: { attribute: false },
  };
  declare spec: Spec;
  declare context: LinkContext;

  static override styles = [
    base,
    buttons,
    fields,
    folds,
    css`
      .presets {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 16rem));
        gap: 0.5rem;
      }
      .presets button {
        padding-block: 0.5rem;
        text-align: start;
        vertical-align: top;
      }
      .presets b {
        display: block;
        font-weight: 700;
      }
      .presets span {
        color: var(--muted);
        font-size: 0.8125rem;
      }
      .presets button[aria-pressed="true"] {
        border-color: var(--ink);
        box-shadow: inset 4px 0 0 var(--ink);
      }
      @media (forced-colors: active) {
        .presets button[aria-pressed="true"] {
          border-width: 3px;
        }
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(9.5rem, 40%), 1fr));
        gap: 0.875rem 1.5rem;
        align-items: end;
        margin-block-start: 1.25rem;
      }
      .article {
        margin-block-start: 0.625rem;
        color: var(--muted);
        font-size: 0.8125rem;
      }
      .article a {
        color: inherit;
      }
      .summary {
        margin-block-start: 0.875rem;
        max-inline-size: 68ch;
        color: var(--muted);
        font-size: 0.9375rem;
      }
      details {
        margin-block-start: 0.5rem;
      }
      summary:hover {
        color: var(--ink);
      }
      details .numbers {
        grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr));
        margin-block-start: 0.25rem;
      }
    `,
  ];

  override render(): unknown {
    const entry = workEntry(this.spec.work);
    const used = new Set(this.spec.how.flatMap((how) => numbersOf(entry, how)));
    if (this.spec.how.length === 0) used.add("tasks");
    used.delete("seed");
    return html`
      <div class="presets" role="group" aria-label="Demos to start from">
        ${presets.map((preset) => this.#preset(preset))}
      </div>
      <p class="article">
        <a href=${article.program}>The program</a> of the article “${article.title}” took, to compare with
        yours:
        ${articleCases.map(
          ({ title, says, spec }, i) =>
            html`${i > 0 ? " · " : ""}<a href=${window.lanes.link(spec)}>${title}</a>, ${says}`,
        )}
      </p>
      <div class="numbers">
        <div>
          <label for="work">Work</label>
          <div class="select"><select id="work" @change=${this.#onWork}>
            ${catalogue.map(
              ({ name, title }) =>
                html`<option value=${name} ?selected=${name === this.spec.work}>${title}</option>`,
            )}
          </select></div>
        </div>
        ${[...used].map((key) => this.#number(key))}
      </div>
      <p class="summary">${entry?.summary}</p>
      <details>
        <summary>More</summary>
        <div class="numbers">
          ${this.#choice("loop", loops)}
          ${usesThreads(this.spec.how) ? this.#choice("tier", tiers) : nothing}
          ${entry?.bound === "io" ? this.#choice("backend", backends) : nothing}
          ${this.#number("seed")}
        </div>
      </details>
    `;
  }

  #preset(preset: Preset): unknown {
    const apply = (): void => {
      const { theme } = this.spec;
      const fresh = defaultSpec(preset.spec.work ?? this.spec.work, this.context);
      tell(this, "spec-change", { ...fresh, ...preset.spec, theme });
    };
    return html`
      <button type="button" aria-pressed=${isPreset(this.spec, preset)} @click=${apply}>
        <b>${preset.title}</b><span>${preset.says}</span>
      </button>
    `;
  }

  #number(key: NumberKey): unknown {
    const { min, max } = numberRange(key, this.spec.work, this.context);
    const size = workEntry(this.spec.work)?.size;
    const words =
      key === "size" ? { label: size?.label ?? "Size", unit: size?.unit ?? "" } : numberWords[key];
    const changed = (event: Event): void => {
      event.stopPropagation();
      tell(this, "spec-change", { [key]: (event.currentTarget as NumberField).value });
    };
    return html`
      <lanes-number
        class=${key}
        label=${words.label}
        unit=${words.unit}
        .value=${this.spec[key]}
        .min=${min}
        .max=${max}
        @change=${changed}
      ></lanes-number>
    `;
  }

  #choice(key: ChoiceKey, values: readonly string[]): unknown {
    const { label, options } = choiceWords[key];
    const changed = (event: Event): void => {
      tell(this, "spec-change", { [key]: (event.currentTarget as HTMLSelectElement).value });
    };
    return html`
      <div>
        <label for=${key}>${label}</label>
        <div class="select"><select id=${key} @change=${changed}>
          ${values.map(
            (value) =>
              html`<option value=${value} ?selected=${value === this.spec[key]}>
                ${options[value] ?? value}
              </option>`,
          )}
        </select></div>
      </div>
    `;
  }

  /** Numbers specific to one work are reset for another; common ones are kept. */
  readonly #onWork = (event: Event): void => {
    const work = (event.currentTarget as HTMLSelectElement).value;
    const { tasks, size } = defaultSpec(work, this.context);
    tell(this, "spec-change", { work, tasks, size });
  };
}

customElements.define("lanes-setup", SetupPanel);
