/** SVG as text. Attributes and content are always escaped, so strings cannot add markup. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Markup that is well formed by construction. */
export class Markup {
  readonly text: string;

  constructor(name: string, attributes: Attributes, children: readonly (Markup | string)[]) {
    const written = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(
        ([key, value]) =>
          ` ${key}="${escapeXml(typeof value === "number" ? short(value) : `${value}`)}"`,
      )
      .join("");
    const inside = children
      .map((child) => (child instanceof Markup ? child.text : escapeXml(child)))
      .join("");
    this.text = inside ? `<${name}${written}>${inside}</${name}>` : `<${name}${written}/>`;
  }
}

export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly (Markup | string)[]
): Markup {
  return new Markup(name, attributes, children);
}

/** Rounded to two decimals: a hundredth of a px. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** Drops the characters that XML 1.0 does not allow at all (section 2.2). */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to drop.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;")
  );
}
