/** Draws one scene with both back ends of the timeline, in the page, and compares their pixels. */

import { formatMs } from "../../../web/base/format.ts";
import { timelinePalette } from "../../../web/kit/look/palette.ts";
import type { Result } from "../../../web/spec/types.ts";
import { zoomed } from "../../../web/timeline/scene/view.ts";
import { TimelineStage } from "../../../web/timeline/stage.ts";
import { poolRun, waitingRun } from "../../web/samples/scenes.ts";
import { offer } from "./offer.ts";

export interface Look {
  pixelRatio: number;
  /** How far it is zoomed in, and at which share of the time. */
  zoom: number;
  at: number;
}

export interface Agreement {
  pixels: number;
  /** Pixels of bars and lines, in WebGL2. */
  painted: number;
  /** Different by more than 2 of 255 in any channel. */
  different: number;
  /** Colours in the picture: of kinds and strategies, lines and ground. */
  colours: number;
}

/** All kinds, few lanes and many, spans from thinner than a pixel to wide. */
function scene(): Result[] {
  return [
    poolRun("sequential", 400, 1, 2),
    waitingRun("concurrent", 1200, 300, 90),
    waitingRun("bounded", 600, 20, 12),
    waitingRun("sliced", 60, 3, 15),
    poolRun("parallel", 3000, 6, 0.8),
  ];
}

function open(backEnd: "webgl2" | "canvas"): { stage: TimelineStage; host: HTMLElement } {
  const host = document.createElement("div");
  document.body.append(host);
  const stage = new TimelineStage(host, { palette: timelinePalette(host), formatMs, backEnd });
  stage.setWidth(900);
  stage.setResults(scene());
  return { stage, host };
}

function pixelsOf(host: HTMLElement): Uint8ClampedArray {
  const bars = host.querySelector("canvas") as HTMLCanvasElement;
  const copy = document.createElement("canvas");
  copy.width = bars.width;
  copy.height = bars.height;
  const context = copy.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.drawImage(bars, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height).data;
}

function hasWebGl(): boolean {
  try {
    const { stage, host } = open("webgl2");
    stage.dispose();
    host.remove();
    return true;
  } catch {
    return false;
  }
}

function draw(backEnd: "webgl2" | "canvas", { pixelRatio, zoom, at }: Look): Uint8ClampedArray {
  Object.defineProperty(window, "devicePixelRatio", { value: pixelRatio, configurable: true });
  const { stage, host } = open(backEnd);
  const { endMs } = stage.scene;
  stage.view = zoomed(stage.view, endMs, zoom, at * endMs);
  stage.drawNow();
  const pixels = pixelsOf(host);
  stage.dispose();
  host.remove();
  return pixels;
}

function coloursOf(pixels: Uint8ClampedArray): number {
  return new Set(new Uint32Array(pixels.buffer)).size;
}

function compare(look: Look): Agreement {
  const webgl = draw("webgl2", look);
  const canvas = draw("canvas", look);
  if (webgl.length !== canvas.length) throw new Error("The pictures differ in size.");
  const agreement = { pixels: webgl.length / 4, painted: 0, different: 0 };
  for (let i = 0; i < webgl.length; i += 4) {
    if (webgl[i + 3] !== 0) agreement.painted++;
    for (let channel = i; channel < i + 4; channel++) {
      if (Math.abs((webgl[channel] ?? 0) - (canvas[channel] ?? 0)) > 2) {
        agreement.different++;
        break;
      }
    }
  }
  return { ...agreement, colours: coloursOf(webgl) };
}

/** What Canvas 2D alone paints, where there is nothing to compare it with. */
function canvasAlone(look: Look): { painted: number; colours: number } {
  const pixels = draw("canvas", look);
  let painted = 0;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 0) painted++;
  return { painted, colours: coloursOf(pixels) };
}

/** Which back end draws before, while, and after the context is lost. */
async function loseContext(_: null): Promise<string[]> {
  const { stage, host } = open("webgl2");
  stage.drawNow();
  const seen: string[] = [stage.backEnd];
  const canvas = host.querySelector("canvas") as HTMLCanvasElement;
  const extension = canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
  if (!extension) throw new Error("No context can be lost here.");
  const event = (name: string) =>
    new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
  const lost = event("webglcontextlost");
  extension.loseContext();
  await lost;
  stage.drawNow();
  seen.push(stage.backEnd, `${pixelsOf(host).some((value) => value !== 0)}`);
  const restored = event("webglcontextrestored");
  // Only a context whose loss has been dealt with can be given back.
  setTimeout(() => extension.restoreContext());
  await restored;
  stage.drawNow();
  seen.push(stage.backEnd, `${pixelsOf(host).some((value) => value !== 0)}`);
  stage.dispose();
  host.remove();
  return seen;
}

const functions = { hasWebGl, compare, canvasAlone, loseContext };
export type Functions = typeof functions;
offer(functions);
