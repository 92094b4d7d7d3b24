/** What calls and loads come to, in sentences. Pure. */
import { formatAbout, formatCount, formatMs } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll } from "../../base/percentile.ts";
import { type Called, hasHeld } from "./called.ts";
import type { LoadReport } from "./server.ts";

/** Of one request's calls; `wire`: over the network. */
export function sumOfCalls(
  { calls, latency }: { calls: number; latency: number },
  line?: Called,
  together?: Called,
  wire?: Called,
): string {
  const parts: string[] = [];
  if (line && together) {
    const factor = line.wallMs / Math.max(1, together.wallMs);
    parts.push(
      `One after another took ${formatMeasured(line.wallMs)}, together ${formatMeasured(together.wallMs)}, on the same thread. A connection that answered ${perS(line)} requests a second answers ${perS(together)}: ${ratio(factor)} times the throughput, with nothing added.`,
    );
  } else if (line) {
    parts.push(
      `${calls} waits, end to end: ${formatMeasured(line.wallMs)}. Now call them together.`,
    );
  } else if (together) {
    parts.push(`All ${calls} waited at once: ${formatMeasured(together.wallMs)}.`);
  } else if (!wire) {
    parts.push(
      `${calls} calls of ${latency} ms. One after another that takes about ${formatAbout(calls * latency)}.`,
    );
  }
  if (wire) {
    parts.push(
      hasHeld(wire)
        ? `Over the network they took ${formatMeasured(wire.wallMs)}: the browser let only a few out at once, whatever the code says.`
        : `Over the network they took ${formatMeasured(wire.wallMs)}.`,
    );
  }
  return parts.join(" ");
}

/** Of the server under load. */
export function sumOfLoad(
  values: { connections: number; calls: number; loaded: number; rate: number },
  line?: LoadReport,
  together?: LoadReport,
): string {
  const { connections, calls, loaded, rate } = values;
  if (!line && !together) {
    const each = (calls * loaded) / 1000;
    return `A request that calls one after another holds a connection for ${formatMs(each * 1000)}, so ${connections} connections serve ${(connections / each).toFixed(1)} requests a second at most. ${rate} arrive.`;
  }
  const parts: string[] = [];
  if (line) {
    parts.push(
      `One after another: ${formatCount(line.timedOut)} of ${formatCount(line.arrived)} requests got a 504, and up to ${formatCount(line.mostWaiting)} stood in line.`,
    );
  }
  if (together) {
    parts.push(
      `Together: ${together.timedOut === 0 ? "none" : formatCount(together.timedOut)} of ${formatCount(together.arrived)}, with the same connections and the same arrivals; ${nearlyAll(together.answered)} the answers within ${formatMeasured(together.p99Ms)}.`,
    );
  }
  return parts.join(" ");
}

/** Of requests on one connection, one after another. */
function perS({ wallMs }: Called): string {
  return ratio(1000 / Math.max(1, wallMs));
}

function ratio(factor: number): string {
  return factor < 10 ? factor.toFixed(1) : String(Math.round(factor));
}
