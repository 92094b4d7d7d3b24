/** A whole number with its unit: grouped digits, arrow keys, never outside its range. */
import { css, html, LitElement, type PropertyValues } from "lit";
import { formatCount } from "../base/format.ts";
import { base, fields } from "./look/shared-styles.ts";

export class NumberField extends LitElement {
  static override properties = {
    label: {},
    unit: {},
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
  };
  declare label: string;
  declare unit: string;
  declare value: number;
  declare min: number;
  declare max: number;

  static override styles = [
    base,
    fields,
    css`
      .line {
        position: relative;
      }
      input {
        padding-inline-end: 3.5rem;
      }
      .unit {
        position: absolute;
        inset-block: 0;
        inset-inline-end: 0.125rem;
        display: flex;
        align-items: center;
        color: var(--muted);
        font-size: 0.8125rem;
        pointer-events: none;
      }
    `,
  ];

  constructor() {
    super();
    this.label = "";
    this.unit = "";
    this.value = 0;
    this.min = 0;
    this.max = 1;
  }

  override render(): unknown {
    const range = `${formatCount(this.min)} to ${formatCount(this.max)}`;
    return html`
      <label for="input">${this.label}</label>
      <div class="line">
        <input
          id="input"
          inputmode="numeric"
          autocomplete="off"
          spellcheck="false"
          role="spinbutton"
          title=${range}
          aria-valuemin=${this.min}
          aria-valuemax=${this.max}
          aria-valuenow=${this.value}
          aria-valuetext=${`${formatCount(this.value)} ${this.unit}`.trim()}
          @input=${this.#onInput}
          @change=${this.#show}
          @keydown=${this.#onKeydown}
        />
        <span class="unit" aria-hidden="true">${this.unit}</span>
      </div>
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    const typing = this.shadowRoot?.activeElement === this.#input;
    if (changed.has("value") && !(typing && parse(this.#input.value) === this.value)) this.#show();
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector("input") as HTMLInputElement;
  }

  readonly #show = (): void => {
    this.#input.value = formatCount(this.value);
  };

  readonly #onInput = (): void => {
    const typed = parse(this.#input.value);
    if (typed !== undefined && typed >= this.min && typed <= this.max) this.#set(typed);
    else if (typed !== undefined && typed > this.max) this.#set(this.max);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 10 : 1;
    const unit = stepFor(this.value);
    if (event.key === "ArrowUp") this.#set(this.value + step * unit);
    else if (event.key === "ArrowDown") this.#set(this.value - step * stepFor(this.value - 1));
    else if (event.key === "Enter") this.#show();
    else return;
    event.preventDefault();
    this.#show();
  };

  #set(value: number): void {
    const next = Math.min(this.max, Math.max(this.min, value));
    if (next === this.value) return;
    this.value = next;
    this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  }
}

/** Digits with any grouping that people type. */
function parse(text: string): number | undefined {
  const digits = text.replace(/[\s,._']/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
}

/** A noticeable step: 1 below 20, then a tenth of the number's power of ten. */
function stepFor(value: number): number {
  return value < 20 ? 1 : Math.max(1, 10 ** Math.floor(Math.log10(value)) / 10);
}

customElements.define("lanes-number", NumberField);
