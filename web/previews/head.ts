/**
 * What a page's head says to those who show previews of links: the Open Graph protocol
 * (https://ogp.me), Twitter's cards, the canonical address (RFC 6596, which may be relative) and
 * where its oEmbed answer is. Its title and description are the page's own.
 */
import { inHtml } from "../base/html.ts";
import { imagePath, oEmbedPath } from "./oembed.ts";
import { imageHeight, imageWidth, type Preview } from "./preview.ts";
import type { AddressOf } from "./site-address.ts";

export function headOf({ page, kind, title, alt }: Preview, at: AddressOf): string {
  const address = at(page && `${page}/`, page);
  const image = at(imagePath(page), page);
  const properties: [string, string | number][] = [
    ["og:site_name", "Lanes"],
    // An address without a host would be read as one of whoever reads it.
    ...(isAbsolute(address) ? [["og:url", address] satisfies [string, string]] : []),
    ["og:image", image],
    ["og:image:type", "image/png"],
    ["og:image:width", imageWidth],
    ["og:image:height", imageHeight],
    ["og:image:alt", alt],
  ];
  const oEmbed = at(oEmbedPath(page), page);
  // Checkers count a relative one as a fault; the first page, which has no other address, can do without.
  const canonical = kind !== "app" || isAbsolute(address);
  return [
    ...(canonical ? [`<link rel="canonical" href="${inHtml(address)}" />`] : []),
    `<link rel="alternate" type="application/json+oembed" href="${inHtml(oEmbed)}" title="${inHtml(title)}" />`,
    ...properties.map(
      ([name, content]) => `<meta property="${name}" content="${inHtml(String(content))}" />`,
    ),
    `<meta name="twitter:card" content="summary_large_image" />`,
  ]
    .map((tag) => `    ${tag}\n`)
    .join("");
}

function isAbsolute(address: string): boolean {
  return /^https?:/.test(address);
}
