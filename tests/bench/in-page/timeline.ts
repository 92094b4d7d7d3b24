/** A timeline of made-up results in the page, panned and zoomed a step a frame. */

import { formatMs } from "../../../web/base/format.ts";
import { timelinePalette } from "../../../web/kit/look/palette.ts";
import type { Result } from "../../../web/spec/types.ts";
import { panned, wholeView, zoomed } from "../../../web/timeline/scene/view.ts";
import { TimelineStage } from "../../../web/timeline/stage.ts";
import { poolRun, waitingRun } from "../../web/samples/scenes.ts";
import { offer } from "./offer.ts";

export interface Load {
  spans: number;
  /** `auto`: what the page itself takes. */
  backEnd: "webgl2" | "canvas" | "auto";
  frames: number;
}

export interface Motion {
  /** By frame: in our own code, and until the main thread is free again. */
  scriptMs: number[];
  frameMs: number[];
  /** From the first frame to the last. */
  elapsedMs: number;
}

export interface Measured {
  spans: number;
  /** What drew it in the end. */
  drawnBy: "webgl2" | "canvas";
  /** Once for each change of the results. */
  prepareMs: number;
  /** One look for what is under the pointer. */
  hitMs: number;
  pan: Motion;
  zoom: Motion;
}

/** One lane, twenty, a thousand that share rows, and eight: all that a block can look like. */
function results(spans: number): Result[] {
  const each = spans / 4;
  return [
    poolRun("sequential", each, 1, 2),
    waitingRun("concurrent", each, 1000, 2000),
    waitingRun("bounded", each, 20, 40),
    poolRun("parallel", each, 8, 16),
  ];
}

async function measure({ spans, backEnd, frames }: Load): Promise<Measured> {
  for (const part of document.querySelectorAll<HTMLElement>("header, main")) part.hidden = true;
  document.querySelector("lanes-app")?.remove();
  const host = document.createElement("div");
  host.style.setProperty("position", "relative");
  document.body.prepend(host);
  const stage = new TimelineStage(host, { palette: timelinePalette(host), formatMs, backEnd });
  try {
    for (const canvas of host.querySelectorAll("canvas")) {
      for (const [name, value] of [
        ["position", "absolute"],
        ["inset", "0"],
        ["inline-size", "100%"],
        ["block-size", "100%"],
      ] as const) {
        canvas.style.setProperty(name, value);
      }
    }
    stage.setWidth(1200);
    const made = results(spans);
    const from = performance.now();
    stage.setResults(made);
    stage.drawNow();
    const prepareMs = performance.now() - from;
    const zoom = await move(stage, frames, (share) => {
      const { endMs } = stage.scene;
      // In to a thousandth and out again.
      return zoomed(wholeView(endMs), endMs, 1000 ** (1 - Math.abs(2 * share - 1)), endMs * 0.37);
    });
    const pan = await move(stage, frames, (share) => {
      const { endMs } = stage.scene;
      return panned({ startMs: 0, endMs: endMs / 4 }, endMs, share * endMs * 0.75);
    });
    const { backEnd: drawnBy, scene } = stage;
    return { spans: scene.count, drawnBy, prepareMs, hitMs: hit(stage), pan, zoom };
  } finally {
    stage.dispose();
    host.remove();
  }
}

/** A back end that is drawn by the CPU may take long for what is not the main thread's business. */
const longestMs = 20_000;

async function move(
  stage: TimelineStage,
  frames: number,
  viewAt: (share: number) => TimelineStage["view"],
): Promise<Motion> {
  const motion: Motion = { scriptMs: [], frameMs: [], elapsedMs: 0 };
  const channel = new MessageChannel();
  const warming = 10;
  let began = 0;
  for (let i = -warming; i < frames && motion.elapsedMs < longestMs; i++) {
    const at = await nextFrame();
    if (i === 0) began = at;
    const from = performance.now();
    stage.view = viewAt(Math.max(0, i) / frames);
    stage.drawNow();
    const scripted = performance.now();
    // The rest of the frame (style, layout, paint, handing over) comes before any message.
    await new Promise<void>((free) => {
      channel.port1.onmessage = () => free();
      channel.port2.postMessage(0);
    });
    if (i < 0) continue;
    motion.scriptMs.push(scripted - from);
    motion.frameMs.push(performance.now() - from);
    motion.elapsedMs = performance.now() - began;
  }
  channel.port1.close();
  return motion;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

function hit(stage: TimelineStage): number {
  const { layout } = stage;
  const looks = 2000;
  let found = 0;
  const from = performance.now();
  for (let i = 0; i < looks; i++) {
    const x = layout.left + ((i * 37) % (layout.right - layout.left));
    const y = layout.rulerBottom + ((i * 61) % (layout.height - layout.rulerBottom));
    if (stage.markAt(x, y) >= 0) found++;
  }
  if (found === 0) throw new Error("No span was found under any pointer.");
  return (performance.now() - from) / looks;
}

const functions = { measure };
export type Functions = typeof functions;
offer(functions);
