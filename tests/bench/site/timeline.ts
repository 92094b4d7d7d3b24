/**
 * Main-thread time a frame of the timeline while it is panned and zoomed, in WebGL2 and in Canvas 2D.
 *
 * Four results on one axis, 1,200 px wide: one lane, eight, twenty, and a thousand that share rows;
 * a hundred thousand spans in all, and a million. Panning shows a quarter of the time at once;
 * zooming goes to a thousandth of it and back.
 *
 * "Script" is our own code: the frame's geometry, the calls of WebGL2 or Canvas 2D, and the text
 * over the bars. "Frame" is from the same moment until the main thread is free for another task:
 * with style, layout, paint, and handing the canvases over to the compositor. Without a graphics
 * card that is a wait of the main thread for WebGL2's pixels, calculated by the CPU in another
 * process: there the page tries WebGL2 out, finds it slow, and takes Canvas 2D. What such a
 * browser says of WebGL2 is therefore its script time; its frame time is printed beside. "auto" is
 * the page's own choice, which is named.
 */
import type { Functions, Measured, Motion } from "../in-page/timeline.ts";
import { environment, inPage, openPage, progress, roundsOr } from "../kit/page.ts";
import { atMost, median, type Report, type Row } from "../kit/report.ts";

const frames = roundsOr(200);
const goalMs = 8;
const backEnds = ["canvas", "webgl2", "auto"] as const;

export async function bench(): Promise<Report> {
  const rows: Row[] = [];
  const claims: Report["claims"] = [];
  const notes = [
    "script: our own code. frame: from the same moment until the main thread is free again, paint and hand-over included.",
    "webgl2's frames, in a browser without a graphics card, include the main thread's wait for pixels that the CPU calculates in another process; the page itself then takes Canvas 2D.",
    "median and 95th percentile over frames, after ten of warming.",
  ];
  let where: Report["environment"] = {};
  for (const spans of [100_000, 1_000_000]) {
    for (const backEnd of backEnds) {
      progress(`${spans} spans, ${backEnd}`);
      // A browser for each: what one leaves to be drawn is not to hold up the other.
      const page = await openPage({ script: "timeline" });
      try {
        where = await environment(page.tab);
        const load = { spans, backEnd, frames };
        const measured = await inPage<Functions, "measure">(page.tab, "measure", load);
        const name = backEnd === "auto" ? `auto (${measured.drawnBy})` : backEnd;
        rows.push(...rowsOf(`${spans} spans, ${name}`, measured));
        if (spans > 100_000) continue;
        for (const motion of ["pan", "zoom"] as const) {
          const what = `${motion}, ${name}, ${spans} spans: median ms a frame`;
          const { scriptMs, frameMs } = measured[motion];
          claims.push(atMost(`${what}, script`, median(scriptMs), goalMs));
          claims.push(atMost(`${what}, whole`, median(frameMs), goalMs));
        }
      } catch (error) {
        notes.push(`${spans} spans, ${backEnd}: not measured, ${String(error)}`);
      } finally {
        await page.close();
      }
    }
  }
  const bench = `timeline: ${frames} frames each of panning and zooming`;
  return { bench, environment: where, rows, claims, notes };
}

function rowsOf(name: string, { pan, zoom, prepareMs, hitMs }: Measured): Row[] {
  return [
    { name: `${name}, pan`, figures: figuresOf(pan) },
    { name: `${name}, zoom`, figures: figuresOf(zoom) },
    {
      name: `${name}, once`,
      figures: { preparedAndFirstDrawnMs: prepareMs, foundUnderPointerMs: hitMs },
    },
  ];
}

function figuresOf({ scriptMs, frameMs, elapsedMs }: Motion): Record<string, number> {
  return {
    medianScriptMs: median(scriptMs),
    p95ScriptMs: percentile(scriptMs, 95),
    medianFrameMs: median(frameMs),
    p95FrameMs: percentile(frameMs, 95),
    framesPerS: (frameMs.length * 1000) / elapsedMs,
  };
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] as number;
}
