/** The separate service's row of the fleet's figure: its queue, and its dedicated workers. */
import { type SVGTemplateResult, svg } from "lit";
import { scale } from "../../kit/curves/curve-scale.ts";
import type { FleetEvent } from "./fleet/fleet-protocol.ts";
import { eventsOf } from "./fleet/report.ts";

/** In CSS px. */
const queueArea = 40;
const workerHeight = 7;
const gapBelow = 14;

/** The queue's scale is at least so long, so that a short one does not look long. */
const leastScale = 10;

export interface QueueRow {
  events: readonly FleetEvent[];
  nowMs: number;
  workers: number;
  /** In the queue. */
  places: number;
}

export function queueRowHeight({ workers }: Pick<QueueRow, "workers">): number {
  return queueArea + 4 + workers * workerHeight + gapBelow;
}

/** From `top`, between `left` and `right`. */
export function queueRow(
  { events, nowMs, workers, places }: QueueRow,
  x: (ms: number) => number,
  { top, left, right }: { top: number; left: number; right: number },
): SVGTemplateResult {
  const lengths = eventsOf(events, "queue");
  const most = Math.max(leastScale, ...lengths.map(({ waiting }) => waiting));
  const bottom = top + queueArea;
  const y = scale({ from: 0, to: most }, { from: bottom, to: top + 4 });
  const steps = lengths.map(
    ({ atMs, waiting }) => `H${x(atMs).toFixed(1)}V${y(waiting).toFixed(1)}`,
  );
  const waiting =
    steps.length > 0
      ? `M${x(0).toFixed(1)} ${bottom}${steps.join("")}H${x(nowMs).toFixed(1)}V${bottom}Z`
      : "";
  const limit = places <= most ? y(places) : undefined;
  const bars = eventsOf(events, "work")
    .filter(({ instance }) => instance < 0)
    .map(({ worker, startMs, endMs }) => {
      const from = x(startMs[0] ?? 0);
      const width = Math.max(0.6, x(endMs.at(-1) ?? 0) - from);
      return `M${from.toFixed(1)} ${bottom + 4 + worker * workerHeight}h${width.toFixed(1)}v${workerHeight - 1}h${(-width).toFixed(1)}z`;
    });
  const now = lengths.at(-1)?.waiting ?? 0;
  return svg`
    <text class="name" x="0" y=${top + 14}>queue</text>
    <text x="0" y=${top + 27}>${nowMs > 0 ? `${now} waiting` : ""}</text>
    <text class="name" x="0" y=${bottom + 10}>its workers</text>
    <rect class="track" x=${left} y=${top + 4} width=${right - left} height=${queueArea - 4} />
    <path class="open" d=${waiting} />
    ${
      limit === undefined
        ? ""
        : svg`
          <path class="places" d="M${left} ${limit}H${right}" />
          <text class="free" x=${left + 5} y=${Math.max(top + 13, limit - 3)}>${places} places</text>`
    }
    <rect class="track" x=${left} y=${bottom + 4} width=${right - left} height=${workers * workerHeight - 1} />
    <path class="work" d=${bars.join("")} />`;
}
