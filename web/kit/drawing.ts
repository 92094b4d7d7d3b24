/** What the drawings of figures look like. */
import { css } from "lit";
import { legend } from "./look/figure-styles.ts";

/** What is recorded in a drawing: its marks, but not its words. */
export const faintMarks = css`
  .faint :is(path, rect:not(.track):not(.back), circle):not(.grid, .axis, .limit, .track, .badge) {
    opacity: 0.42;
  }
`;

/** A live drawing's own parts: text, grid and marks in the page's colours. */
export const drawing = css`
  ${faintMarks}
  ${legend}
  svg {
    display: block;
    inline-size: 100%;
    max-inline-size: 34rem;
    overflow: visible;
  }
  text {
    fill: var(--muted);
    font-size: 11px;
  }
  .grid {
    fill: none;
    stroke: var(--line);
  }
  .axis {
    fill: none;
    stroke: var(--edge);
  }
  .key svg {
    inline-size: 14px;
    block-size: 14px;
  }
`;
