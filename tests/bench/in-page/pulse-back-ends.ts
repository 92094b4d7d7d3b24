/** Draws one picture of a pulse with each back end, and says how far apart they are. */
import { beatTile } from "../../../web/monitor/pulse/beat.ts";
import { CanvasBackEnd } from "../../../web/monitor/pulse/pulse-canvas.ts";
import {
  type Area,
  beatWidth,
  calmPicture,
  type PulseView,
  traceLine,
  tracePicture,
} from "../../../web/monitor/pulse/pulse-scene.ts";
import { webGlBackEnd } from "../../../web/monitor/pulse/pulse-webgl.ts";
import { offer } from "./offer.ts";

const inks = { trace: "#0a7550", gap: "#b3211a", grid: "#ddd8cd" };

export interface Scene {
  ratio: number;
  calm: boolean;
  watched: boolean;
}

export interface Difference {
  /** null where there is no WebGL2. */
  worst: number | null;
  /** Parts of the pixels, 0–1: that differ by more than the anti-aliasing of a disc, and that are inked. */
  apart: number;
  inked: number;
}

function canvasOf({ width, height }: Area): HTMLCanvasElement {
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** Straight from the canvas: one that was drawn on in this turn still has its pixels. */
function pixelsOf(canvas: HTMLCanvasElement): Uint8ClampedArray {
  const copy = canvasOf({ width: canvas.width, height: canvas.height, ratio: 1 });
  const context = copy.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height).data;
}

function compare({ ratio, calm, watched }: Scene): Difference {
  const area: Area = { width: Math.round(443 * ratio), height: Math.round(60 * ratio), ratio };
  const nowMs = 1_700_000_000_000;
  const view: PulseView = {
    nowMs,
    sinceMs: nowMs - 6200,
    gaps: [
      { startMs: nowMs - 4321, endMs: nowMs - 3210 },
      { startMs: nowMs - 777, endMs: nowMs },
    ],
    silent: watched,
    checks: Array.from({ length: 60 }, (_, i) => ({
      sentMs: nowMs - 6000 + 100 * i,
      answeredMs: i > 52 ? null : nowMs - 6000 + 100 * i + (i % 7 === 0 ? 400 : 1),
    })),
    watched,
  };
  const { marks } = calm ? calmPicture(view, area) : tracePicture(view, area);
  const tile = beatTile(beatWidth(ratio), area.height, traceLine(area));
  const onCanvas = canvasOf(area);
  const canvas = new CanvasBackEnd(onCanvas.getContext("2d") as CanvasRenderingContext2D);
  canvas.prepare(area, tile, inks);
  canvas.draw(marks);
  const onWebGl = canvasOf(area);
  const webGl = webGlBackEnd(onWebGl);
  webGl?.prepare(area, tile, inks);
  webGl?.draw(marks);
  const [one, other] = [pixelsOf(onCanvas), pixelsOf(onWebGl)];
  let worst = 0;
  let apart = 0;
  let inked = 0;
  for (let i = 0; i < one.length; i += 4) {
    let difference = 0;
    let ink = 0;
    for (let channel = i; channel < i + 3; channel++) {
      difference = Math.max(difference, Math.abs((one[channel] ?? 0) - (other[channel] ?? 0)));
      ink = Math.max(ink, 255 - (one[channel] ?? 0));
    }
    worst = Math.max(worst, difference);
    if (difference > 8) apart++;
    if (ink > 8) inked++;
  }
  const pixels = one.length / 4;
  return { worst: webGl ? worst : null, apart: apart / pixels, inked: inked / pixels };
}

const functions = { compare };
export type Functions = typeof functions;
offer(functions);
