/** What figures and tables of numbers look like wherever they are. */
import { css } from "lit";

/** A table that scrolls by itself where the page is narrower. */
export const tables = css`
  .wide {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-block-end: 0.375rem;
    color: var(--muted);
    font-size: 0.875rem;
    text-align: start;
  }
`;

/** What a figure's marks stand for. */
export const legend = css`
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 1.125rem;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .key li {
    display: flex;
    gap: 0.375rem;
    align-items: center;
  }
`;
