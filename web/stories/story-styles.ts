/** What the figures of every story look like. */
import { css } from "lit";
import { tables } from "../kit/look/figure-styles.ts";
import { keptStyles } from "./kept-plays.ts";

export const storyStyles = css`
  ${keptStyles}
  ${tables}
  :host {
    display: grid;
    gap: clamp(1.5rem, 1rem + 2vw, 2.5rem);
  }
  :host > * {
    min-inline-size: 0;
  }
  h2,
  h3 {
    margin: 0;
  }
  h3 {
    font-size: 1rem;
    line-height: 1.4;
  }
  .figure {
    display: grid;
    gap: 1rem;
    min-inline-size: 0;
    padding-block: 1rem;
    border-block: 1px solid var(--line);
  }
  .figure > * {
    min-inline-size: 0;
  }
  .caption {
    max-inline-size: 60rem;
    color: var(--muted);
    font-size: 0.875rem;
    line-height: 1.5;
    text-wrap: pretty;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
    gap: 0.5rem 1.25rem;
    align-items: end;
  }
  /* While something is played, Cancel is within reach. */
  .bar {
    display: grid;
    gap: 0.5rem;
    padding-block: 0.25rem;
    background: var(--paper);
  }
  .bar[data-playing] {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .keys a {
    align-self: center;
    padding: 0.5rem;
    color: inherit;
    text-underline-offset: 0.2em;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
    gap: 1.5rem 2.5rem;
  }
  /* In one column as wide as in two: the drawings' letters grow with them. */
  .side {
    max-inline-size: 35rem;
    display: grid;
    gap: 0.625rem;
    align-content: start;
    min-inline-size: 0;
  }
  .play {
    justify-self: start;
    min-inline-size: 15rem;
    border-color: var(--ink);
    background: var(--ink);
    color: var(--paper);
    font-weight: 700;
  }
  .keys .play {
    min-inline-size: 9rem;
  }
  .play:hover {
    background: color-mix(in srgb, var(--ink) 85%, var(--paper));
  }
  .play[aria-disabled="true"] {
    border-color: var(--line);
    background: transparent;
    color: var(--muted);
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.125rem 1rem;
    margin: 0;
    font-size: 0.9375rem;
  }
  dt {
    color: var(--muted);
  }
  dd {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .bad {
    color: var(--alarm);
    font-weight: 700;
  }
  .good {
    color: var(--alive);
    font-weight: 700;
  }
  .sum {
    min-block-size: 3em;
    max-inline-size: 60rem;
    font-size: 1.0625rem;
    line-height: 1.5;
    text-wrap: pretty;
  }
  table {
    max-inline-size: 46rem;
    font-size: 0.9375rem;
  }
  th,
  td {
    padding: 0.3125rem 0 0.3125rem 0.75rem;
    border-block-end: 1px solid var(--line);
    text-align: end;
    vertical-align: baseline;
  }
  .whole {
    white-space: nowrap;
  }
  @media (max-width: 40rem) {
    table {
      font-size: 0.875rem;
    }
    th,
    td {
      padding-inline-start: 0.5rem;
    }
  }
  th:first-child {
    padding-inline-start: 0;
    color: var(--muted);
    font-weight: 400;
    text-align: start;
  }
  .changes,
  .waiting,
  .failure {
    padding: 0.5rem 0.875rem;
    border-inline-start: 4px solid var(--ink);
    background: var(--raised);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .failure {
    border-color: var(--alarm);
    color: var(--alarm);
  }
  summary {
    inline-size: fit-content;
    padding-block: 0.5rem;
    color: var(--muted);
    font-size: 0.875rem;
    cursor: pointer;
  }
  @media print {
    .keys,
    button,
    summary {
      display: none;
    }
    /* What is below a grid that goes on on the next page would be printed over it. */
    :host,
    .figure,
    .sides,
    .side {
      display: block;
    }
    :host > *,
    .figure > *,
    .sides > *,
    .side > * {
      margin-block-end: 1rem;
    }
    .curves,
    .sides > *,
    svg,
    table {
      break-inside: avoid;
    }
  }
`;

/** A row of buttons above one figure. */
export const playsStyles = css`
  .plays {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .plays .play {
    min-inline-size: 12rem;
  }
`;
