/** How strategy-row.ts looks. */
import { css } from "lit";

export const styles = css`
  .row {
    display: grid;
    grid-template-columns: var(--board-columns);
    grid-template-rows: 2.75rem auto;
    column-gap: var(--board-gap);
    align-items: center;
    padding-block: 0.75rem 0.625rem;
    border-block-start: 1px solid var(--line);
  }
  .choose {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    block-size: 2.75rem;
    cursor: pointer;
  }
  input {
    flex: none;
    appearance: none;
    inline-size: 1.375rem;
    block-size: 1.375rem;
    margin: 0;
    border: 1.5px solid var(--edge);
    border-radius: 3px;
    cursor: pointer;
  }
  input:checked {
    border-color: var(--accent);
    background: var(--pattern), var(--accent);
    forced-color-adjust: none;
  }
  .name {
    font-size: 1.125rem;
    font-weight: 700;
    letter-spacing: -0.01em;
  }
  .row:not(.chosen) .name {
    color: var(--muted);
    font-weight: 400;
  }
  .explain {
    grid-row: 2;
    align-self: start;
    color: var(--muted);
    font-size: 0.875rem;
    line-height: 1.4;
    text-wrap: pretty;
  }
  .track {
    position: relative;
    block-size: 1.75rem;
    border-inline-start: 1.5px solid var(--ink);
  }
  .track::after {
    content: "";
    position: absolute;
    inset-inline: 0;
    inset-block-start: 50%;
    border-block-start: 1px solid var(--line);
  }
  .bar {
    position: relative;
    z-index: 1;
    min-inline-size: 3px;
    block-size: 100%;
    background: var(--pattern), var(--accent);
    forced-color-adjust: none;
  }
  .running .bar {
    opacity: 0.6;
  }
  .theirs {
    position: absolute;
    z-index: 2;
    inset-block: -0.3125rem;
    inline-size: 0;
    border-inline-start: 2px dashed var(--ink);
    forced-color-adjust: none;
  }
  .count {
    color: var(--muted);
    font-size: 1rem;
    font-weight: 400;
    letter-spacing: 0;
  }
  dt {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
  }
  dd {
    text-align: end;
    font-size: 1rem;
    white-space: nowrap;
  }
  .wall {
    font-size: 1.375rem;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .none {
    color: var(--muted);
    font-size: 1rem;
    font-weight: 400;
  }
  .bad {
    color: var(--alarm);
    font-weight: 700;
  }
  .expected {
    color: var(--muted);
    font-size: 0.875rem;
    font-style: italic;
  }
  .one {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
    justify-self: end;
  }
  .one svg {
    display: block;
    fill: currentColor;
  }
  .details {
    grid-column: 2 / -1;
    grid-row: 2;
    align-self: start;
    min-block-size: 1.25rem;
    color: var(--muted);
    font-size: 0.8125rem;
    line-height: 1.4;
  }
  .details .reason,
  .details .invalid {
    display: block;
    color: var(--alarm);
  }
  .details.compared {
    min-block-size: 3.5rem;
  }
  lanes-code-fold {
    grid-column: 1 / -1;
    grid-row: 3;
    min-inline-size: 0;
    min-block-size: 1.75rem;
  }
  .author b {
    color: var(--ink);
  }
  .mark {
    display: inline-block;
    padding-inline: 0.375rem;
    border: 1px solid var(--edge);
    border-radius: 2px;
    color: var(--ink);
    font-size: 0.75rem;
    line-height: 1.3;
  }
  /* Room is kept for what is going to be measured, not for what nobody asked for. */
  .idle:not(.chosen) :is(.track, .metrics, .details) {
    display: none;
  }
  @container (max-width: 56rem) {
    .row {
      grid-template-columns: 1fr auto 2.75rem;
      grid-template-rows: none;
      gap: 0.25rem 0.75rem;
    }
    .choose {
      grid-area: 1 / 1;
    }
    .cell-wall {
      grid-area: 1 / 2;
    }
    .one {
      grid-area: 1 / 3;
    }
    .explain {
      grid-area: 2 / 1 / auto / -1;
    }
    .track {
      grid-area: 3 / 1 / auto / -1;
      block-size: 1.5rem;
      margin-block: 0.25rem;
    }
    .metrics {
      grid-area: 4 / 1 / auto / -1;
      display: grid;
      grid-template-columns: repeat(4, auto);
      gap: 0 0.75rem;
      justify-content: space-between;
    }
    .metrics dt {
      position: static;
      clip-path: none;
      inline-size: auto;
      block-size: auto;
      color: var(--muted);
      font-size: 0.75rem;
      line-height: 1.3;
    }
    .metrics dd {
      text-align: start;
    }
    .metrics .cell {
      display: flex;
      flex-direction: column;
      justify-content: end;
    }
    .details {
      grid-area: 5 / 1 / auto / -1;
    }
    .details {
      min-block-size: 2.8em;
    }
    lanes-code-fold {
      grid-area: 6 / 1 / auto / -1;
    }
    .details.compared {
      min-block-size: 7em;
    }
  }
  @container (min-width: 56.001rem) {
    .metrics,
    .cell,
    .cell-wall {
      display: contents;
    }
    .idle:not(.chosen) {
      grid-template-rows: 2.75rem;
      padding-block: 0.25rem;
    }
    .idle:not(.chosen) .explain {
      grid-area: 1 / 2 / auto / -2;
      align-self: center;
    }
    .idle:not(.chosen) .one {
      grid-area: 1 / -2;
    }
    .idle:not(.chosen) :is(.cell, .cell-wall) {
      display: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .bar {
      transition: inline-size 350ms cubic-bezier(0.2, 0.8, 0.2, 1);
    }
  }
`;
