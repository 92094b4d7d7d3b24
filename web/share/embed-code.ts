/** The three ways to put a demo or a story somewhere else, as the text to paste. Pure functions. */

import { type LinkContext, normaliseSpec, writeLink } from "../spec/grammar.ts";
import type { Spec } from "../spec/types.ts";

/** link: an address. iframe, element: HTML; the element resizes itself, and needs scripts. */
export const embedKinds = ["link", "iframe", "element"] as const;
export type EmbedKind = (typeof embedKinds)[number];

export interface EmbedOptions {
  /** "iframe" unless told otherwise. */
  kind?: EmbedKind;
  /** Of the frame, CSS px; width 0 (which is what it is unless told otherwise): all there is. */
  width?: number;
  height?: number;
}

/** Of a story before it has said how high it is, CSS px: it scrolls in less than it needs. */
export const storyHeight = 800;

/** Room for this many rows before anything has said how high it is, CSS px. */
export function embedHeight(spec: Pick<Spec, "how">): number {
  return 240 + 57 * spec.how.length;
}

/** A demo. `site`: the address of the folder that Lanes is in. */
export function embedCode(
  partial: Partial<Spec>,
  options: EmbedOptions,
  site: string,
  context: Omit<LinkContext, "embed">,
): string {
  if (options.kind === "link") return site + writeLink(partial, { ...context, embed: false });
  const inEmbed = { ...context, embed: true };
  const spec = normaliseSpec(partial, inEmbed);
  const link = writeLink(partial, inEmbed);
  const title = `Lanes: ${spec.work}, ${spec.how.join(", ")}`;
  const height = embedHeight(spec);
  return htmlFor({ link, frame: `embed.html${link}`, title, height }, options, site);
}

/** A story, which is framed as it stands. `hash`: its numbers and theme, as its own link has them. */
export function storyEmbedCode(
  { name, title }: { name: string; title: string },
  hash: string,
  options: EmbedOptions,
  site: string,
): string {
  const link = `stories/${name}/${hash}`;
  if (options.kind === "link") return site + link;
  const framed = { link, frame: link, title: `Lanes: ${title}`, height: storyHeight };
  return htmlFor(framed, options, site);
}

interface Framed {
  /** What opens without a frame, and the frame's page, both below the site. */
  link: string;
  frame: string;
  title: string;
  /** Of the frame where nothing else was asked for, CSS px. */
  height: number;
}

function htmlFor(framed: Framed, { kind, width = 0, height = 0 }: EmbedOptions, site: string) {
  const { link, frame, title } = framed;
  if (kind === "element") {
    return `<script async src="${inHtml(`${site}lanes-demo.js`)}"></script>
<lanes-demo link="${inHtml(link || "#")}"><a href="${inHtml(site + link)}">${inHtml(title)}</a></lanes-demo>`;
  }
  const wide = width > 0 ? String(Math.round(width)) : "100%";
  const high = Math.round(height > 0 ? height : framed.height);
  return `<iframe src="${inHtml(site + frame)}" title="${inHtml(title)}" width="${wide}" height="${high}" loading="lazy" allow="cross-origin-isolated; fullscreen" style="border:1px solid #8886;border-radius:3px"></iframe>`;
}

/** As an attribute's value or a text in HTML. */
function inHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
