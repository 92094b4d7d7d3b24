/** What the plays of a fleet come to, in sentences. Pure. */
import { formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll } from "../../base/percentile.ts";
import type { FleetReport } from "./fleet/report.ts";
import type { Reports } from "./fleet-table.ts";

/** Of the mistake and the pool. */
export function sumOf({ loop, pool }: Reports, instances: number): string {
  const parts: string[] = [];
  if (loop) {
    parts.push(
      loop.lost > 0
        ? `On the loop ${loop.lost} of ${instances} instances were lost, none of them broken, and ${loop.failed + loop.refused} of ${loop.offered} requests with them. ${plural(loop.wasted, "resize")} went on although the client had left.`
        : `On the loop no instance was lost this time: the load was too low, or the balancer patient. Raise the load.`,
    );
  }
  if (pool) {
    parts.push(
      pool.lost === 0
        ? `In a pool none was lost, at the same load on the same machine: ${nearlyAll(pool.health.sent)} the health checks were answered within ${formatMeasured(pool.health.p99Ms)}${loop ? `, instead of ${formatMeasured(loop.health.p99Ms)}` : ""}.`
        : `In a pool ${pool.lost} of ${instances} instances were lost: this machine has too much else to do to answer within the timeout.`,
    );
  }
  return parts.length > 0
    ? parts.join(" ")
    : "Press both buttons, one after the other, and watch the health checks.";
}

export function sumOfSlices({ slices, pool }: Reports, instances: number): string {
  if (!slices) return "The same load, once more.";
  const held =
    slices.lost === 0
      ? "No instance was lost: the loop gets to its health checks between two slices."
      : `${slices.lost} of ${instances} instances were lost all the same.`;
  const inPool = (ms: number) => (pool ? `, in a pool ${formatMeasured(ms)}` : "");
  return `${held} ${slices.health.sent < 100 ? "The slowest health check" : "The slowest of a hundred health checks"} took ${formatMeasured(slices.health.p99Ms)}${inPool(pool?.health.p99Ms ?? 0)}; half of the requests took no longer than ${formatMeasured(slices.p50Ms)}${inPool(pool?.p50Ms ?? 0)}.`;
}

/** One play of the separate service, at `load` % of capacity. */
export function sumOfService(
  load: number,
  instances: number,
  { offered, answered, full, lost, health, mostWaiting, pictures }: FleetReport,
): string {
  const held =
    lost === 0
      ? `No instance was lost, and ${nearlyAll(health.sent)} the health checks were answered within ${formatMeasured(health.p99Ms)}.`
      : `${lost} of ${instances} instances were lost: this machine has too much else to do to answer within the timeout.`;
  const refused =
    full > 0
      ? `${formatCount(full)} got a 503 at once, because the queue was full`
      : "none was turned away";
  return `At ${load} %: of ${formatCount(offered)} requests ${formatCount(answered)} got a 202, ${refused}. Up to ${plural(mostWaiting, "job")} waited, and the slowest picture was ready after ${formatMeasured(pictures.maxMs)}. ${held}`;
}
