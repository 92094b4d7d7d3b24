/** The three ways to put a demo somewhere else, as the text to paste. Pure functions. */
import type { Spec } from "../engine/types.ts";
import { type LinkContext, normaliseSpec, writeLink } from "./grammar.ts";

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

/** Room for this many rows before anything has said how high it is, CSS px. */
export function embedHeight(spec: Pick<Spec, "how">): number {
  return 240 + 57 * spec.how.length;
}

/** `site`: the address of the folder that Lanes is in. */
export function embedCode(
  partial: Partial<Spec>,
  { kind = "iframe", width = 0, height = 0 }: EmbedOptions,
  site: string,
  context: Omit<LinkContext, "embed">,
): string {
  if (kind === "link") return site + writeLink(partial, { ...context, embed: false });
  const inEmbed = { ...context, embed: true };
  const spec = normaliseSpec(partial, inEmbed);
  const link = writeLink(partial, inEmbed);
  const title = `Lanes: ${spec.work}, ${spec.how.join(", ")}`;
  if (kind === "element") {
    return `<script async src="${inHtml(`${site}lanes-demo.js`)}"></script>
<lanes-demo link="${inHtml(link || "#")}"><a href="${inHtml(site + link)}">${inHtml(title)}</a></lanes-demo>`;
  }
  const wide = width > 0 ? String(Math.round(width)) : "100%";
  const high = Math.round(height > 0 ? height : embedHeight(spec));
  return `<iframe src="${inHtml(`${site}embed.html${link}`)}" title="${inHtml(title)}" width="${wide}" height="${high}" loading="lazy" allow="cross-origin-isolated; fullscreen" style="border:1px solid #8886;border-radius:3px"></iframe>`;
}

/** As an attribute's value or a text in HTML. */
function inHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
