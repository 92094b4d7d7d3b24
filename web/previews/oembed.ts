/**
 * A page's oEmbed 1.0 response, of type "rich" with a frame. https://oembed.com (sections 2.3.4 and
 * 4). A static host cannot evaluate queries, so each page links to one fixed response, and
 * `maxwidth` is not supported.
 */
import { inHtml } from "../base/html.ts";
import { imageHeight, imageWidth, type Preview } from "./preview.ts";
import type { AddressOf } from "./site-address.ts";

/** CSS px. */
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

/** Paths of a page's image and oEmbed response in the site. */
export function imagePath(page: string): string {
  return beside(page, "preview.png");
}
export function oEmbedPath(page: string): string {
  return beside(page, "oembed.json");
}

function beside(page: string, file: string): string {
  return page === "" ? file : `${page}/${file}`;
}
