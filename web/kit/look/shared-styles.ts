/** Base styles of every component. */
import { css, unsafeCSS } from "lit";
import { strategies, strategyEntry } from "../../spec/strategies.ts";
import "./strategy-colours.ts";

export const base = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  h2,
  p,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul {
    list-style: none;
  }
  h2 {
    font-size: 1.125rem;
    font-weight: 700;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }
  .step {
    display: block;
    font-size: 0.6875rem;
    font-weight: 400;
    letter-spacing: 0;
    line-height: 1.2;
    white-space: nowrap;
  }
  .quiet {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const buttons = css`
  button {
    min-block-size: 2.75rem;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--edge);
    border-radius: 3px;
    background: transparent;
    color: var(--ink);
    font: inherit;
    font-size: 0.9375rem;
    line-height: 1.25;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    border-color: var(--ink);
    background: var(--raised);
  }
  button[aria-disabled="true"],
  button:disabled {
    border-color: var(--line);
    color: var(--muted);
    cursor: default;
  }
  /* Those with a ground of their own take the reader's. */
  @media (forced-colors: active) {
    button.run,
    button.run:hover {
      background: ButtonFace;
      color: ButtonText;
    }
  }
  /* On paper nothing can be pressed. */
  @media print {
    button {
      display: none !important;
    }
  }
`;

export const fields = css`
  label,
  .label {
    display: block;
    color: var(--muted);
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }
  input:not([type]),
  select {
    inline-size: 100%;
    block-size: 2.5rem;
    padding: 0 0.125rem;
    border: 0;
    border-block-end: 1.5px solid var(--edge);
    border-radius: 0;
    background: transparent;
    color: var(--ink);
    font: inherit;
    font-size: 1.125rem;
    font-variant-numeric: tabular-nums;
  }
  .select {
    position: relative;
  }
  .select::after {
    content: "";
    position: absolute;
    inset-block-start: 0.9rem;
    inset-inline-end: 0.25rem;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border: solid var(--muted);
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
    pointer-events: none;
  }
  select {
    appearance: none;
    padding-inline-end: 1.25rem;
    text-overflow: ellipsis;
    cursor: pointer;
  }
  select option {
    background: var(--raised);
    color: var(--ink);
  }
  input:not([type]):hover,
  select:hover {
    border-block-end-color: var(--ink);
  }
`;

/** One accent and one pattern a strategy; the pattern says it without the colour. */
export const accents = [
  ...strategies.map((how) => {
    const pattern = strategyEntry(how).cut.css;
    return unsafeCSS(`[data-how="${how}"] { --accent: var(--${how}); --pattern: ${pattern}; }`);
  }),
  css`
    [data-how] {
      --cut: color-mix(in srgb, var(--paper) 55%, transparent);
    }
  `,
];

/** A panel with a button that starts something which takes a while, and what came of it. */
export const errand = css`
  .head {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.75rem 1.5rem;
    align-items: center;
    padding-block-start: 1rem;
    border-block-start: 1px solid var(--line);
  }
  .why {
    margin-block-start: 0.25rem;
    max-inline-size: 68ch;
    color: var(--muted);
    font-size: 0.9375rem;
    text-wrap: pretty;
  }
  button {
    min-inline-size: 9.75rem;
    font-weight: 700;
  }
  .running {
    border-color: var(--ink);
  }
  .result {
    display: grid;
    gap: 1rem;
    margin-block-start: 1rem;
  }
`;
