/** Checks that XML is well formed, in the subset for figures: no doctype, CDATA or comments. */
export interface XmlElement {
  name: string;
  attributes: Map<string, string>;
}

/** The elements in document order; throws if the text is not well formed. */
export function readXml(text: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: string[] = [];
  let rest = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "").trimEnd();
  while (rest !== "") {
    const tag =
      /^<(\/?)([A-Za-z]+)((?: [A-Za-z0-9:-]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>/.exec(
        rest,
      );
    if (tag) {
      const [all, closing, name = "", written = "", alone] = tag;
      if (closing) {
        if (open.pop() !== name) throw new Error(`</${name}> closes nothing.`);
      } else {
        const attributes = new Map<string, string>();
        for (const [, key = "", value = ""] of written.matchAll(/ ([A-Za-z0-9:-]+)="([^"]*)"/g)) {
          if (attributes.has(key)) throw new Error(`${key} is there twice.`);
          attributes.set(key, value);
        }
        elements.push({ name, attributes });
        if (!alone) open.push(name);
      }
      rest = rest.slice(all.length);
    } else {
      const words = /^(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/.exec(rest);
      if (!words || open.length === 0) throw new Error(`Not well formed: ${rest.slice(0, 60)}`);
      rest = rest.slice(words[0].length);
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed.`);
  return elements;
}
