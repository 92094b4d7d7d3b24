/**
 * What a page tells those who would embed it: oEmbed 1.0, a "rich" answer with a frame.
 * https://oembed.com (sections 2.3.4 and 4). A static host answers no questions, so there is one
 * answer a page, linked from it, and `maxwidth` cannot be asked for.
 */
import { inHtml } from "../base/html.ts";
import { imageHeight, imageWidth, type Preview } from "./preview.ts";
import type { AddressOf } from "./site-address.ts";

/** Of the frame, CSS px. */
const frameWidth = 720;

export interface OEmbed {
  version: "1.0";
  type: "rich";
  title: string;
  provider_name: string;
  provider_url: string;
  thumbnail_url: string;
  thumbnail_width: number;
  thumbnail_height: number;
  html: string;
  width: number;
  height: number;
}

export function oEmbedOf({ page, title, frame, frameHeight }: Preview, at: AddressOf): OEmbed {
  const address = at(frame, page);
  return {
    version: "1.0",
    type: "rich",
    title,
    provider_name: "Lanes",
    provider_url: at("", page),
    thumbnail_url: at(imagePath(page), page),
    thumbnail_width: imageWidth,
    thumbnail_height: imageHeight,
    html: `<iframe src="${inHtml(address)}" title="${inHtml(title)}" width="${frameWidth}" height="${frameHeight}" loading="lazy" allow="cross-origin-isolated; fullscreen"></iframe>`,
    width: frameWidth,
    height: frameHeight,
  };
}

/** Where a page's image and its answer are in the site. */
export function imagePath(page: string): string {
  return beside(page, "preview.png");
}
export function oEmbedPath(page: string): string {
  return beside(page, "oembed.json");
}

function beside(page: string, file: string): string {
  return page === "" ? file : `${page}/${file}`;
}
