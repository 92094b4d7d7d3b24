import { css } from "lit";

export const styles = css`
  .bar {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 0.75rem 1.5rem;
    align-items: center;
  }
  button {
    min-block-size: 3.25rem;
    white-space: nowrap;
  }
  .run {
    min-inline-size: 11rem;
    padding-inline: 1.5rem;
    border-color: var(--ink);
    background: var(--ink);
    color: var(--paper);
    font-size: 1.125rem;
    font-weight: 700;
  }
  .run:hover {
    background: var(--ink);
  }
  @media (hover: hover) {
    .run:hover {
      background: color-mix(in srgb, var(--ink) 86%, var(--paper));
    }
  }
  .run[aria-disabled="true"] {
    border-color: var(--line);
    background: var(--line);
    color: var(--ink);
  }
  /* One place for two buttons of which one is ever meant: nothing moves when a run starts. */
  .slot {
    display: grid;
    grid-column: 3;
  }
  .slot button {
    grid-area: 1 / 1;
  }
  .slot .away {
    visibility: hidden;
  }
  .cancel {
    border-color: var(--ink);
    font-weight: 700;
  }
  .says {
    min-block-size: 3em;
    display: flex;
    flex-direction: column;
    justify-content: center;
    font-size: 0.9375rem;
    line-height: 1.45;
    text-wrap: pretty;
  }
  .freezes {
    color: var(--alarm);
  }
  .aside {
    color: var(--muted);
  }
  .less {
    min-block-size: 1.75rem;
    padding: 0 0.5rem;
    font-size: inherit;
  }
  .link {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    grid-column: 1 / -1;
    font-size: 0.8125rem;
  }
  .link input {
    flex: 1;
    min-inline-size: 12rem;
    block-size: 2.5rem;
    padding-inline: 0.5rem;
    border: 1px solid var(--edge);
    background: var(--raised);
    color: var(--ink);
    font: 0.8125rem var(--mono);
  }
  @media (max-width: 52rem) {
    .bar {
      grid-template-columns: 1fr auto;
      column-gap: 0.75rem;
    }
    .run {
      min-inline-size: 0;
      padding-inline: 1rem;
      white-space: normal;
    }
    .slot {
      grid-column: 2;
    }
    .says {
      grid-column: 1 / -1;
      grid-row: 2;
      min-block-size: 4.4em;
      justify-content: start;
    }
  }
`;
