/** The user's own picture: decoded by the browser, kept on the device, bounded in size. */

import { formatCount } from "../../base/format.ts";
import { maxPicturePixels, type PictureData } from "../../spec/types.ts";
import { formatOf, whyUndecodable } from "./format.ts";
import { sizedSvg, svgText } from "./svg.ts";

/** Decoding limit: 40 megapixels take 160 MB. */
export const maxDecodedPixels = 40_000_000;

/** A file is read whole before it is decoded. */
export const maxFileBytes = 256_000_000;

/** Below every browser's limit for canvases, in px. */
const maxSide = 8192;

interface Sides {
  width: number;
  height: number;
}

export interface OwnPicture {
  /** Unique in this page visit: results of different pictures are not compared. */
  id: number;
  name: string;
  /** The picture as tasks get it. */
  picture: PictureData;
  /** Size of the original, px; larger than `picture` if it was scaled down. */
  given: Sides;
  /** What the user should know of how it was chosen or drawn: sentences, or empty. */
  remark: string;
}

/** Why a file cannot be used, as a sentence. */
export class Refusal extends Error {}

let pictures = 0;

/**
 * Reads `file` once, whole, so that one state of it is decoded, even if it changes meanwhile.
 * `modified`: when it had last changed as it was given, ms since 1970. Rejects with a Refusal.
 */
export async function readPicture(
  file: Blob | File,
  name: string,
  modified?: number,
): Promise<OwnPicture> {
  if (file.size > maxFileBytes) throw new Refusal(tooHeavy(name, file.size));
  const bytes = await bytesOf(file, name);
  // Measured in WebKitGTK 2.50: of a file that has grown it reads as many bytes as there were, but
  // tells when it was changed. Chromium refuses to read it, Firefox reads what is there now.
  if (modified !== undefined && "lastModified" in file && file.lastModified !== modified) {
    throw new Refusal(unreadable(name));
  }
  if (bytes.length === 0) throw new Refusal(`${name} is empty.`);
  const svg = svgText(bytes);
  const { picture, given, remark } = await (svg === undefined
    ? decoded(bytes, file.type, name)
    : drawn(svg, name));
  pictures++;
  return { id: pictures, name, picture, given, remark };
}

/**
 * The largest sides of the same shape with at most `maxPixels`, from 1 to `maxSide` px; never
 * larger than `given`.
 */
export function fitting(given: Sides, maxPixels: number): Sides {
  const scale = Math.min(
    1,
    Math.sqrt(maxPixels / (given.width * given.height)),
    maxSide / Math.max(given.width, given.height),
  );
  const side = (px: number) => Math.max(1, Math.floor(px * scale));
  return { width: side(given.width), height: side(given.height) };
}

export function tooLarge(name: string, { width, height }: Sides): string {
  const megapixels = Math.round((width * height) / 1e6);
  return (
    `${name} is ${formatCount(width)} × ${formatCount(height)} px, ${formatCount(megapixels)} megapixels: ` +
    `Lanes takes pictures of up to ${maxDecodedPixels / 1e6}.`
  );
}

export function tooHeavy(name: string, bytes: number): string {
  return `${name} has ${formatCount(Math.ceil(bytes / 1e6))} MB: Lanes takes files of up to ${maxFileBytes / 1e6}.`;
}

/** Browsers do not say which: WebKitGTK calls a file that has changed "not found". */
export function unreadable(name: string): string {
  return `${name} could not be read: since it was chosen it has changed, moved or gone, or it is a folder. Choose it again.`;
}

async function bytesOf(file: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Refusal(unreadable(name));
  }
}

type Read = Pick<OwnPicture, "picture" | "given" | "remark">;

async function decoded(bytes: Uint8Array<ArrayBuffer>, type: string, name: string): Promise<Read> {
  const format = formatOf(bytes);
  const undecodable = () => new Refusal(whyUndecodable(name, format));
  const blob = new Blob([bytes], { type });
  return withImage(blob, undecodable, async (image) => {
    // An image that is never painted is not decoded: this has only read the header.
    const given = { width: image.naturalWidth, height: image.naturalHeight };
    if (given.width === 0 || given.height === 0) throw undecodable();
    if (given.width * given.height > maxDecodedPixels) throw new Refusal(tooLarge(name, given));
    const sides = fitting(given, maxPicturePixels);
    // A bitmap is refused where an image would show as much as there is of a file that is cut off;
    // but of formats that few browsers know, some are known to images alone.
    const source = await createImageBitmap(blob).catch(() => {
      if (format?.kind === "rare") return image;
      throw undecodable();
    });
    return { picture: pixelsOf(source, sides, undecodable), given, remark: "" };
  });
}

async function drawn(text: string, name: string): Promise<Read> {
  const malformed = () =>
    new Refusal(`${name} is not well-formed SVG, or lacks its xmlns: no browser draws it.`);
  const { sides: given, own } = sizedSvg(text) ?? { sides: undefined, own: false };
  if (!given) throw malformed();
  const sides = fitting(given, maxPicturePixels);
  const sized = sizedSvg(text, sides)?.text ?? text;
  const blob = new Blob([sized], { type: "image/svg+xml" });
  return withImage(blob, malformed, async (image) => {
    const picture = pixelsOf(
      image,
      sides,
      () =>
        new Refusal(
          `${name} has HTML in it (foreignObject), which this browser lets no page read.`,
        ),
    );
    const remark = own ? "" : "It says no size of its own, so it was drawn at this one.";
    return { picture, given, remark };
  });
}

/** What `use` makes of the image in `blob`. Rejects with `otherwise` where it shows none. */
async function withImage<Value>(
  blob: Blob,
  otherwise: () => Refusal,
  use: (image: HTMLImageElement) => Promise<Value>,
): Promise<Value> {
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    await new Promise<void>((loaded, failed) => {
      image.onload = () => loaded();
      image.onerror = () => failed(otherwise());
      image.src = url;
    });
    return await use(image);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Throws `otherwise` where the canvas, or its pixels, cannot be had. */
function pixelsOf(
  source: ImageBitmap | HTMLImageElement,
  { width, height }: Sides,
  otherwise: () => Refusal,
): ImageData {
  try {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw otherwise();
    context.imageSmoothingQuality = "high";
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch {
    throw otherwise();
  } finally {
    if ("close" in source) source.close();
  }
}
