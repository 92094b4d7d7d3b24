/** How blocked-loop.ts looks. */
import { css } from "lit";

export const styles = css`
  .way {
    display: grid;
    gap: 0.625rem;
    min-inline-size: 0;
  }
  .way + .way {
    padding-block-start: 1.25rem;
    border-block-start: 1px solid var(--line);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.25rem;
    align-items: center;
  }
  .head h3 {
    min-inline-size: 9rem;
  }
  .count {
    min-block-size: 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .pace {
    min-block-size: 3em;
  }
  @media (max-width: 40rem) {
    .pace {
      min-block-size: 7.5em;
    }
  }
  .moments {
    min-block-size: 6.25em;
    padding-inline-start: 1.5rem;
    list-style: decimal;
    font-size: 0.9375rem;
    line-height: 1.55;
  }
  .more {
    min-block-size: 2.5rem;
  }
  .more .moments {
    min-block-size: 0;
  }
  table {
    inline-size: 100%;
    max-inline-size: 46rem;
    border-collapse: collapse;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-block-end: 0.375rem;
    color: var(--muted);
    font-size: 0.875rem;
    text-align: start;
  }
  th,
  td {
    padding: 0.3125rem 0 0.3125rem 0.75rem;
    border-block-end: 1px solid var(--line);
    text-align: end;
    vertical-align: baseline;
  }
  th:first-child {
    padding-inline-start: 0;
    color: var(--muted);
    font-weight: 400;
    text-align: start;
  }
`;
