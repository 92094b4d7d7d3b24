/**
 * The effect of a limit on the job and on the bystander: the model's curves and the measurements.
 */

import { formatCount, formatMs } from "../../base/format.ts";
import type { Curve, Dot } from "../../kit/curves/curve-figure.ts";
import type { WhatIfPoint } from "../../spec/types.ts";
import { bystanderFailed, describe, failedShare, type Measured } from "./measure.ts";

interface Quantity {
  title: string;
  modelled(point: WhatIfPoint): number;
  measured(measured: Measured): number;
  format(value: number): string;
  yAtLeast?: number;
}

/** `limit` is marked in each; `patienceMs` is the bystander's timeout. */
export function curvesOf(
  points: readonly WhatIfPoint[],
  measured: readonly Measured[],
  limit: number,
  patienceMs: number,
): Curve[] {
  const dots = measured.toSorted((a, b) => a.limit - b.limit);
  const xTicks = points
    .map((point) => point.limit)
    .filter((tick, i, all) => /^10*$/.test(String(tick)) || i === all.length - 1);
  return quantities(patienceMs).map((quantity) => ({
    title: quantity.title,
    description: describeCurve(quantity, points),
    xLabel: "limit: most in flight",
    xTicks,
    logarithmic: true,
    formatY: quantity.format,
    dotsName: "measured, on the modelled database",
    ...lines(quantity, points, dots, limit),
    ...(quantity.yAtLeast !== undefined && { yAtLeast: quantity.yAtLeast }),
  }));
}

function quantities(patienceMs: number): Quantity[] {
  const share = (value: number) => `${Math.round(value * 100)} %`;
  return [
    {
      title: "Answered in a second",
      modelled: ({ throughputPerS }) => throughputPerS,
      measured: ({ throughputPerS }) => throughputPerS,
      format: formatCount,
    },
    {
      title: "Queries that failed",
      modelled: failedShare,
      measured: ({ answered, failed }) => failed / Math.max(1, answered + failed),
      format: share,
      yAtLeast: 1,
    },
    {
      title: "The bystander’s longest wait, or p99 of 100 and more",
      modelled: ({ bystander }) => bystander?.p99Ms ?? 0,
      measured: ({ bystander }) => bystander.p99Ms,
      format: formatMs,
      yAtLeast: patienceMs,
    },
    {
      title: "The bystander’s queries that failed",
      modelled: ({ bystander }) =>
        bystander?.sent ? bystanderFailed(bystander) / bystander.sent : 0,
      measured: ({ bystander }) => bystanderFailed(bystander) / Math.max(1, bystander.sent),
      format: share,
      yAtLeast: 1,
    },
  ];
}

function lines(
  { modelled, measured, yAtLeast = 0 }: Quantity,
  points: readonly WhatIfPoint[],
  dots: readonly Measured[],
  limit: number,
): Pick<Curve, "dots" | "lines"> {
  const curve = points.map((point) => ({ x: point.limit, y: modelled(point) }));
  const shown: Dot[] = dots.map((dot) => ({
    x: dot.limit,
    y: measured(dot),
    says: `Limit ${formatCount(dot.limit)}: ${describe(dot)}`,
  }));
  const top = Math.max(yAtLeast, ...[...curve, ...shown].map(({ y }) => y));
  const chosen = [0, top].map((y) => ({ x: limit, y }));
  return {
    dots: shown,
    lines: [
      { name: "modelled", look: "dashed", points: curve },
      { name: "the limit chosen", look: "dotted", points: chosen },
    ],
  };
}

/** For screen readers. */
function describeCurve({ title, modelled, format }: Quantity, points: readonly WhatIfPoint[]) {
  const some = points
    .filter((_, i) => i % 4 === 0)
    .map((point) => `${point.limit}: ${format(modelled(point))}`);
  return `${title}, by limit, as the model has it: ${some.join(", ")}.`;
}
