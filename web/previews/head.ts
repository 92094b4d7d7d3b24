/**
 * The tags in a page's head for sites that show link previews: the Open Graph protocol
 * (https://ogp.me), Twitter's cards, the canonical URL (RFC 6596; it may be relative) and a link to
 * the oEmbed response. The page itself has the tags for title and description.
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
    // A URL without a host would be resolved against the site that reads it.
    ...(isAbsolute(address) ? [["og:url", address] satisfies [string, string]] : []),
    ["og:image", image],
    ["og:image:type", "image/png"],
    ["og:image:width", imageWidth],
    ["og:image:height", imageHeight],
    ["og:image:alt", alt],
  ];
  const oEmbed = at(oEmbedPath(page), page);
  // Validators report relative canonical URLs; the app's page has only one URL and can do without.
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
