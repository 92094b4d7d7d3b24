/** Turns an instance's events into the shapes of its row in the figure. Pure. */
import { scale } from "../../kit/curves/curve-scale.ts";
import type { FleetEvent } from "./fleet/fleet-protocol.ts";
import { eventsOf } from "./fleet/report.ts";

/** Height of the open requests, CSS px. */
export const area = 22;

/** Turns of one resize without a visible gap between them are drawn as one. */
export function stretches(
  startMs: readonly number[],
  endMs: readonly number[],
  apart: boolean,
): [number, number][] {
  const found: [number, number][] = [];
  for (const [i, start] of startMs.entries()) {
    const end = endMs[i] as number;
    const last = found.at(-1);
    if (last && (!apart || start - last[1] < 1)) last[1] = end;
    else found.push([start, end]);
  }
  return found;
}

/** When it was out of service. */
export function outagesOf(
  own: readonly FleetEvent[],
  nowMs: number,
): { fromMs: number; toMs: number }[] {
  const outages: { fromMs: number; toMs: number }[] = [];
  for (const { healthy, atMs } of eventsOf(own, "mark")) {
    const last = outages.at(-1);
    if (!healthy) outages.push({ fromMs: atMs, toMs: nowMs });
    else if (last) last.toMs = atMs;
  }
  return outages;
}

/** This many open requests fill the whole height. */
const mostOpen = 8;

export function openArea(
  own: readonly FleetEvent[],
  nowMs: number,
  x: (ms: number) => number,
  bottom: number,
): string {
  const y = scale({ from: 0, to: mostOpen }, { from: bottom, to: bottom - area + 4 });
  const steps = eventsOf(own, "open").map(
    ({ atMs, open }) => `H${x(atMs).toFixed(1)}V${y(Math.min(mostOpen, open)).toFixed(1)}`,
  );
  return steps.length === 0
    ? ""
    : `M${x(0).toFixed(1)} ${bottom}${steps.join("")}H${x(nowMs).toFixed(1)}V${bottom}Z`;
}
