/** What the picture panel puts on its canvases, and says of them. */
import { formatCount } from "../../base/format.ts";
import type { PictureData } from "../../spec/types.ts";

export function paint(
  canvas: HTMLCanvasElement | null,
  { width, height, data }: PictureData,
): void {
  if (!canvas) return;
  canvas.width = width;
  canvas.height = height;
  const pixels = data as Uint8ClampedArray<ArrayBuffer>;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
}

export function clear(canvas: HTMLCanvasElement | null): void {
  canvas?.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
}

export function sidesSaid({ width, height }: { width: number; height: number }): string {
  return `${formatCount(width)} × ${formatCount(height)} px`;
}

export function quarterOf({ width, height }: { width: number; height: number }) {
  const side = (px: number) => Math.max(1, Math.floor(px / 4));
  return { width: side(width), height: side(height) };
}

/** "In the order they ended: 0, 1, 3, 2." Numbered as in the timeline. */
export function orderSaid(arrived: readonly number[]): string {
  const most = 16;
  const named = arrived.slice(0, most);
  const more = arrived.length > most ? ", …" : ".";
  return named.length > 0 ? `In the order they ended: ${named.join(", ")}${more}` : "";
}
