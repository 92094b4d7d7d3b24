/**
 * SVG by its text. Browsers disagree about the size of one that names none, and some draw none such
 * on a canvas, so its root is given the size that is wanted. Pure functions; nothing is parsed into
 * a document, where a Content-Security-Policy would report its styles.
 */

/** What is drawn of an SVG that has a shape (a viewBox) but no size, px wide. */
export const defaultWidth = 1024;

/** What browsers show of an SVG that says neither: the default size of replaced elements in CSS. */
const unsized = { width: 300, height: 150 };

/** In CSS px; font units as at a page's usual 16 px. */
const units: Record<string, number> = {
  "": 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
  ex: 8,
};

/** What may stand before the root: space, declarations, comments, a document type. */
const prolog = /(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>[]*(?:\[.*?\]\s*)?>)*/sy;
const root = /<(?:[\w.-]+:)?svg(?=[\s/>])((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/y;

export interface SizedSvg {
  /** Its own size or its default, CSS px, at least 1. */
  sides: { width: number; height: number };
  /** Whether it names a size. */
  own: boolean;
  /** The text with that size, or the one asked for, on its root. */
  text: string;
}

/** The text of `bytes` if they are SVG; of what is broken, it may say so as well. */
export function svgText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? "utf-16le" : "utf-16be";
  const marked = utf16 === "utf-16le" || (first === 0xfe && second === 0xff);
  const head = new TextDecoder(marked ? utf16 : "utf-8").decode(bytes.subarray(0, 4096));
  if (!/^\s*</.test(head) || !/<(?:[\w.-]+:)?svg[\s/>]/.test(head)) return;
  if (/^\s*<(?:!doctype html|html)/i.test(head)) return;
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)/.exec(head)?.[1] ?? "utf-8";
  return decoder(marked ? utf16 : declared).decode(bytes);
}

/** `wanted`: the size to draw it at, px. Undefined where no root is found. */
export function sizedSvg(text: string, wanted?: SizedSvg["sides"]): SizedSvg | undefined {
  prolog.lastIndex = 0;
  prolog.exec(text);
  const start = prolog.lastIndex;
  root.lastIndex = start;
  const [tag, attributes = ""] = root.exec(text) ?? [];
  if (tag === undefined) return;
  const { sides, own, viewBox } = sizeOf(attributes);
  const { width, height } = wanted ?? sides;
  const written = viewBox ? "width|height" : "width|height|viewBox";
  const others = attributes.replace(
    new RegExp(`\\s(?:${written})\\s*=\\s*(?:"[^"]*"|'[^']*')`, "g"),
    "",
  );
  const box = viewBox ? "" : ` viewBox="0 0 ${sides.width} ${sides.height}"`;
  const sized = tag.replace(
    attributes || /(?=\s*\/?>$)/,
    () => `${others} width="${width}" height="${height}"${box}`,
  );
  // XML 1.0: without a byte order mark it is read as declared; the text is UTF-8 from here on.
  const before = text
    .slice(0, start)
    .replace(/(<\?xml[^>]*?)\sencoding\s*=\s*["'][^"']*["']/, "$1");
  return { sides, own, text: before + sized + text.slice(start + tag.length) };
}

/** By the CSS rules for replaced elements, but for the default width. */
function sizeOf(attributes: string) {
  const attribute = (name: string) => {
    const [, double, single] =
      new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
    return double ?? single ?? "";
  };
  const width = lengthOf(attribute("width"));
  const height = lengthOf(attribute("height"));
  const [, , across = 0, down = 0] = attribute("viewBox")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const viewBox = across > 0 && down > 0;
  const ratio = viewBox ? across / down : undefined;
  const own = width !== undefined || height !== undefined;
  const wide =
    width ?? (ratio === undefined ? unsized.width : height ? height * ratio : defaultWidth);
  const high = height ?? (ratio === undefined ? unsized.height : wide / ratio);
  const side = (px: number) => Math.max(1, Math.round(px));
  return { sides: { width: side(wide), height: side(high) }, own, viewBox };
}

/** In CSS px; undefined for a percentage and for what is no length. */
function lengthOf(text: string): number | undefined {
  const [, digits = "", unit = ""] =
    /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*)\s*$/i.exec(text) ?? [];
  const px = Number(digits) * (units[unit.toLowerCase()] ?? 0);
  return px > 0 && px < 1e7 ? px : undefined;
}

function decoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
