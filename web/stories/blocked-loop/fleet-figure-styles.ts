/** How fleet-figure.ts looks. */
import { css } from "lit";

export const styles = css`
  svg {
    max-inline-size: none;
  }
  [data-way="loop"] {
    --accent: var(--concurrent);
  }
  [data-way="slices"] {
    --accent: var(--sliced);
  }
  [data-way="pool"],
  [data-way="service"] {
    --accent: var(--parallel);
  }
  .name {
    fill: var(--ink);
    font-weight: 700;
  }
  .track {
    fill: none;
    stroke: var(--line);
  }
  .free {
    font-size: 10px;
  }
  .open {
    fill: var(--queued);
    fill-opacity: 0.65;
  }
  .places {
    fill: none;
    stroke: var(--edge);
    stroke-dasharray: 2 3;
  }
  .work {
    fill: var(--accent);
    stroke: var(--paper);
    stroke-width: 0.75;
  }
  .hatch {
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .wasted {
    stroke: var(--accent);
    stroke-width: 0.75;
  }
  .fine {
    fill: none;
    stroke: var(--alive);
    stroke-width: 3;
  }
  .silent {
    fill: none;
    stroke: var(--alarm);
    stroke-width: 5;
    opacity: 0.4;
  }
  .lost {
    fill: none;
    stroke: var(--alarm);
    stroke-width: 1.75;
  }
  .out {
    fill: var(--alarm);
    fill-opacity: 0.13;
  }
  .none {
    fill: var(--alarm);
    fill-opacity: 0.22;
  }
  .bad {
    fill: var(--alarm);
    font-weight: 700;
  }
  .good {
    fill: var(--alive);
    font-weight: 700;
  }
  .moment {
    fill: none;
    stroke: var(--alarm);
    stroke-width: 1.5;
  }
  .moment.back {
    stroke: var(--alive);
  }
  .badge {
    fill: var(--alarm);
  }
  .badge.back {
    fill: var(--alive);
  }
  .number {
    fill: var(--paper);
    font-size: 10px;
    font-weight: 700;
    text-anchor: middle;
  }
  .now {
    fill: none;
    stroke: var(--ink);
  }
  .key {
    margin-block-start: 0.375rem;
  }
`;
