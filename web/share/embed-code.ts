/** The text to paste to share a demo or a story, in three forms. Pure functions. */

import type { LinkContext } from "../spec/link/grammar.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import { writeLink } from "../spec/link/write-link.ts";
import type { Spec } from "../spec/types.ts";

/**
 * link: a URL. iframe, element: HTML; the element resizes itself, and needs scripts. In both is a plain
 * link, which is what is left of them in a mail, in a feed reader, and where frames are forbidden.
 */
export const embedKinds = ["link", "iframe", "element"] as const;
export type EmbedKind = (typeof embedKinds)[number];

export interface EmbedOptions {
  /** Defaults to "iframe". */
  kind?: EmbedKind;
  /** Of the frame, CSS px; 0, the default: the full width, and `embedHeight` or `storyHeight`. */
  width?: number;
  height?: number;
}

/** Initial height of a story's frame, CSS px. Where the story needs more, it scrolls. */
export const storyHeight = 800;

/** Initial height of a demo's frame, CSS px: room for a row per strategy, and for what is shown besides. */
export function embedHeight(spec: Pick<Spec, "how"> & Partial<Spec>): number {
  const { how, title, note, show, code } = spec;
  const words = (title || note ? 24 : 0) + (title ? 26 : 0) + (note ? 52 : 0);
  const guess = show?.includes("predict") ? 104 : 0;
  const lines = show?.includes("code") && code ? code.trimEnd().split("\n").length : 0;
  const source = lines > 0 ? Math.min(384, 26 + 20 * lines) + 140 : 0;
  return 350 + 57 * how.length + words + guess + source;
}

/** For a demo. `site`: the URL of the folder that Lanes is in, ending in a slash. */
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
  const title = `Lanes: ${spec.title || `${spec.work}, ${spec.how.join(", ")}`}`;
  const height = embedHeight(spec);
  return htmlFor({ link, frame: `embed.html${link}`, title, height }, options, site);
}

/** For a story, whose own page is framed. `hash`: its numbers and theme, as in its own link. */
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
  /** The page to open without a frame, and the page in the frame; relative to the site. */
  link: string;
  frame: string;
  title: string;
  /** Default height of the frame, CSS px. */
  height: number;
}

function htmlFor(framed: Framed, { kind, width = 0, height = 0 }: EmbedOptions, site: string) {
  const { link, frame, title } = framed;
  const plain = `<a href="${inHtml(site + link)}">${inHtml(title)}</a>`;
  if (kind === "element") {
    return `<script async src="${inHtml(`${site}lanes-demo.js`)}"></script>
<lanes-demo link="${inHtml(link || "#")}">${plain}</lanes-demo>`;
  }
  const wide = width > 0 ? String(Math.round(width)) : "100%";
  const high = Math.round(height > 0 ? height : framed.height);
  return `<iframe src="${inHtml(site + frame)}" title="${inHtml(title)}" width="${wide}" height="${high}" loading="lazy" allow="cross-origin-isolated; fullscreen" style="border:1px solid #8886;border-radius:3px"></iframe>
<p>${plain}</p>`;
}

/** Escapes an attribute's value or text in HTML. */
function inHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
