/** The user's own picture: decoded by the browser, kept on the device, bounded in size. */

import { formatCount } from "../base/format.ts";
import { maxPicturePixels, type PictureData } from "../spec/types.ts";

/** Decoding limit: 40 megapixels take 160 MB. */
export const maxDecodedPixels = 40_000_000;

/** Below every browser's limit for canvases, in px. */
const maxSide = 8192;

export interface OwnPicture {
  /** Unique in this page visit: results of different pictures are not compared. */
  id: number;
  name: string;
  /** The picture as tasks get it. */
  picture: PictureData;
  /** Size of the original, px; larger than `picture` if it was scaled down. */
  given: { width: number; height: number };
}

/** Why a file cannot be used, as a sentence. */
export class Refusal extends Error {}

let pictures = 0;

/** Rejects with a Refusal. */
export async function readPicture(file: Blob, name: string): Promise<OwnPicture> {
  const given = await sidesOf(file, name);
  if (given.width * given.height > maxDecodedPixels) throw new Refusal(tooLarge(name, given));
  const { width, height } = fitting(given, maxPicturePixels);
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Refusal(undecodable(name));
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const picture = context.getImageData(0, 0, width, height);
    pictures++;
    return { id: pictures, name, picture, given };
  } catch {
    throw new Refusal(undecodable(name));
  }
}

/**
 * The largest sides of the same shape with at most `maxPixels`, from 1 to `maxSide` px; never
 * larger than `given`.
 */
export function fitting(
  given: { width: number; height: number },
  maxPixels: number,
): { width: number; height: number } {
  const scale = Math.min(
    1,
    Math.sqrt(maxPixels / (given.width * given.height)),
    maxSide / Math.max(given.width, given.height),
  );
  const side = (px: number) => Math.max(1, Math.floor(px * scale));
  return { width: side(given.width), height: side(given.height) };
}

export function tooLarge(name: string, { width, height }: OwnPicture["given"]): string {
  const megapixels = Math.round((width * height) / 1e6);
  return (
    `${name} is ${formatCount(width)} × ${formatCount(height)} px, ${formatCount(megapixels)} megapixels: ` +
    `Lanes takes pictures of up to ${maxDecodedPixels / 1e6}.`
  );
}

function undecodable(name: string): string {
  return `${name} is not a picture that this browser can decode.`;
}

/** An image that is never painted is not decoded: this only reads the header. */
async function sidesOf(file: Blob, name: string): Promise<OwnPicture["given"]> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise<void>((loaded, failed) => {
      image.onload = () => loaded();
      image.onerror = () => failed(new Refusal(undecodable(name)));
      image.src = url;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0) throw new Refusal(undecodable(name));
    return { width, height };
  } finally {
    URL.revokeObjectURL(url);
  }
}
