/** What a reader of the page sees and does. */
import type { Tab } from "./browsers.ts";

/** The text on the page, through every shadow root, in document order. */
export function visibleText(tab: Tab): Promise<string> {
  return tab.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement) return "";
      const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return [...inside.childNodes].map(read).join(" ");
    };
    return read(document.body).replace(/\s+/g, " ");
  });
}

/** Presses the first button whose text matches, as a click would. */
export function press(tab: Tab, pattern: string): Promise<boolean> {
  return tab.evaluate((wanted: string) => {
    const find = (root: ParentNode): HTMLElement | undefined => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.matches("button") && new RegExp(wanted).test(element.textContent ?? "")) {
          return element;
        }
        const within = element.shadowRoot ? find(element.shadowRoot) : undefined;
        if (within) return within;
      }
    };
    const button = find(document);
    button?.click();
    return button !== undefined;
  }, pattern);
}

export async function until(what: () => Promise<boolean>, name: string): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Waited in vain for ${name}.`);
}

/** For `until`. */
export const says = (tab: Tab, text: string) => async () => (await visibleText(tab)).includes(text);
