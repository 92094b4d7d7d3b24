/** How lanes-embed.ts looks. */
import { css } from "lit";

export const styles = css`
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
    display: flex;
    flex-wrap: wrap;
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
    flex: 1 1 9rem;
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
    grid-template-columns: 8.5rem 1fr 4.5rem 3.5rem 4.5rem;
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
    position: relative;
    padding-inline-start: 1.125rem;
    line-height: 1.25;
  }
  .name small {
    display: block;
    color: var(--muted);
    font-size: 0.75rem;
  }
  .name::before {
    content: "";
    position: absolute;
    inset-block-start: 0.3rem;
    inset-inline-start: 0;
    inline-size: 0.625rem;
    block-size: 0.625rem;
    background: var(--pattern), var(--accent);
    forced-color-adjust: none;
  }
  lanes-strip {
    display: grid;
    block-size: 2.5rem;
    border-inline-start: 1.5px solid var(--ink);
    color: var(--accent);
    forced-color-adjust: none;
  }
  .wall {
    font-weight: 700;
  }
  .loop {
    display: grid;
    grid-template-columns: 8.5rem 1fr;
    gap: 0.875rem;
    align-items: center;
    font-size: 0.875rem;
    line-height: 1.25;
  }
  .loop > p > span {
    display: block;
    font-size: 0.75rem;
  }
  lanes-embed-pulse {
    display: grid;
    align-content: center;
    block-size: 3rem;
    border-block: 1px solid var(--line);
  }
  .verdict {
    min-block-size: 2.75em;
    line-height: 1.375;
    text-wrap: pretty;
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
      grid-template-columns: minmax(0, 1fr) 3.75rem 2.75rem 3.75rem;
      gap: 0.25rem 0.375rem;
      font-size: 0.9375rem;
    }
    .heads {
      font-size: 0.75rem;
    }
    .name {
      padding-inline-start: 1rem;
    }
    .says {
      min-block-size: 5.5em;
    }
    lanes-strip {
      grid-row: 2;
      grid-column: 1 / -1;
    }
    .heads > :nth-child(2) {
      display: none;
    }
    .name small {
      font-size: 0.6875rem;
    }
    .loop {
      grid-template-columns: 1fr;
      gap: 0.125rem;
    }
    .loop > p > span {
      display: inline;
    }
  }
  @media (max-width: 20rem) {
    .row {
      grid-template-columns: minmax(0, 1fr) 3.25rem 2.25rem 3.25rem;
      font-size: 0.8125rem;
    }
  }
  @media print {
    button {
      display: none;
    }
  }
`;
