/** Shared parts of live drawings over time: stacked areas, marks, and the seconds axis. */
import { css, type SVGTemplateResult, svg } from "lit";
import { roundTicks } from "../../kit/curves/curve-scale.ts";

type Scale = (value: number) => number;

/** The path of the area between `from` and `to` at each of `points`; empty if there is none. */
export function layerOf<Point extends { atMs: number }>(
  points: readonly Point[],
  x: Scale,
  y: Scale,
  from: (point: Point) => number,
  to: (point: Point) => number,
): string {
  if (points.length === 0) return "";
  const edge = (of: (point: Point) => number) =>
    points.map((point) => `${x(point.atMs).toFixed(1)} ${y(of(point)).toFixed(1)}`);
  return `M${[...edge(to), ...edge(from).toReversed()].join("L")}Z`;
}

/** A cross around a point. */
export function crossAt(x: number, y: number): string {
  return `M${(x - 2.5).toFixed(1)} ${(y - 2.5).toFixed(1)}l5 5m0 -5l-5 5`;
}

/** About `most` labelled seconds, below `y`. */
export function secondsBelow(y: number, x: Scale, endMs: number, most = 5): SVGTemplateResult[] {
  return roundTicks(endMs / 1000, most)
    .filter((tick) => tick * 1000 <= endMs)
    .map(
      (tick) => svg`
        <path class="axis" d="M${x(tick * 1000)} ${y}v4" />
        <text x=${x(tick * 1000)} y=${y + 16} text-anchor="middle">${tick} s</text>`,
    );
}

/** For `defs`: fills what waits, as `url(#waits)`. */
export const waitsPattern = svg`
  <pattern id="waits" width="5" height="5" patternUnits="userSpaceOnUse">
    <path class="hatch" d="M0 5L5 0" />
  </pattern>`;

/** Styles: served, waiting, answered, lost, and the timeout line. */
export const layers = css`
  .served {
    fill: var(--parallel);
  }
  .hatch {
    stroke: var(--queued);
  }
  .fine {
    fill: none;
    stroke: var(--parallel);
    stroke-linecap: round;
  }
  .lost {
    fill: none;
    stroke: var(--alarm);
    stroke-width: 1.75;
  }
  .limit {
    fill: none;
    stroke: var(--edge);
    stroke-dasharray: 2 3;
  }
  .name {
    fill: var(--ink);
  }
`;
