/** The figures of a sweep. */

import { amdahlSpeedup } from "../../analysis/sweep/amdahl.ts";
import type { LimitPoint, LimitSweep, WorkerSweep } from "../../analysis/sweep/points.ts";
import { formatCount, formatMs, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll, tailName } from "../../base/percentile.ts";
import type { Curve } from "../../kit/curves/curve-figure.ts";

export function speedupCurve({ points, fit, reportedCores }: WorkerSweep): Curve {
  const workers = points.map((point) => point.workers);
  const most = Math.max(...workers);
  const every = Array.from({ length: (most - 1) * 4 + 1 }, (_, i) => 1 + i / 4);
  const lines: Curve["lines"] = [
    {
      name: "ideal: n workers, n times",
      look: "dotted",
      points: every.map((n) => ({ x: n, y: n })),
    },
    ...(fit
      ? [
          {
            name: `Amdahl’s law, fitted up to ${plural(fit.upToWorkers, "worker")}`,
            look: "dashed" as const,
            points: every.map((n) => ({ x: n, y: amdahlSpeedup(fit.parallelFraction, n) })),
          },
        ]
      : []),
  ];
  const said = points.map((point) => `${point.workers}: ${point.speedup.toFixed(2)}`).join(", ");
  return {
    title: "Speedup against workers",
    description: `Times as fast as one worker, by number of workers: ${said}. The browser reports ${plural(reportedCores, "core")}.`,
    xLabel: "workers",
    xTicks: workers,
    formatY: (value) => `${value}×`,
    dotsName: "measured (median)",
    dots: points.map(({ workers: n, speedup, wallMs }) => ({
      x: n,
      y: speedup,
      says: `${plural(n, "worker")}: ${speedup.toFixed(2)} times as fast as one, ${formatMeasured(wallMs)}. ${n > reportedCores ? "More than the cores reported." : ""}`.trim(),
    })),
    lines,
  };
}

export function throughputCurve(sweep: LimitSweep): Curve {
  const format = (value: number) => formatCount(Number(value.toFixed(value < 9.95 ? 1 : 0)));
  return limitCurve(sweep, {
    title: "Answered in a second",
    of: ({ throughputPerS }) => throughputPerS,
    formatY: format,
    say: (value) => `${format(value)} answered per second`,
  });
}

export function failedCurve(sweep: LimitSweep): Curve {
  const format = (value: number) => `${Math.round(value * 100)} %`;
  return limitCurve(sweep, {
    title: "Failed",
    of: ({ failed }) => failed,
    formatY: format,
    say: (value) => `${format(value)} of the requests failed`,
    yAtLeast: 1,
  });
}

export function p99Curve(sweep: LimitSweep): Curve {
  return limitCurve(sweep, {
    title: `From sent to answered, ${tailName(sweep.spec.tasks)}`,
    of: ({ p99Ms }) => p99Ms,
    formatY: (value) => (value < 1000 ? `${value} ms` : `${value / 1000} s`),
    say: (value) => `${nearlyAll(sweep.spec.tasks)} the answers within ${formatMs(value)}`,
  });
}

interface Of {
  title: string;
  of(point: LimitPoint): number;
  formatY(value: number): string;
  say(value: number): string;
  yAtLeast?: number;
}

function limitCurve(
  { points, curve, modelled }: LimitSweep,
  { title, of, formatY, say, yAtLeast }: Of,
): Curve {
  const model = new Map(curve.map((point) => [point.limit, of(point)]));
  const measuredName = modelled
    ? "measured, on the modelled service"
    : "measured, on the live server";
  return {
    title,
    description: points.map((point) => `Limit ${point.limit}: ${say(of(point))}.`).join(" "),
    xLabel: "limit: most in flight",
    xTicks: curve
      .map(({ limit }) => limit)
      .filter((limit, i, all) => isRound(limit) || i === all.length - 1),
    logarithmic: true,
    ...(yAtLeast !== undefined && { yAtLeast }),
    formatY,
    dotsName: measuredName,
    dots: points.map((point) => {
      const says = model.get(point.limit);
      const beside = says === undefined ? "" : ` The model says ${say(says)}.`;
      return {
        x: point.limit,
        y: of(point),
        says: `Limit ${formatCount(point.limit)}: ${say(of(point))}.${beside}`,
      };
    }),
    lines: [
      {
        name: "modelled",
        look: "dashed",
        points: curve.map((point) => ({ x: point.limit, y: of(point) })),
      },
    ],
  };
}

/** 1, 2 or 5 times a power of ten. */
function isRound(limit: number): boolean {
  return /^[125]0*$/.test(String(limit));
}
