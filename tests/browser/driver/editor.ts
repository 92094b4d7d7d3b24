/** The editor of one's own code, wherever in the page it is. */
import type { Tab } from "./browsers.ts";

/** In place of all that is in the editor, as pasting it would. */
export function write(tab: Tab, text: string): Promise<void> {
  return tab.evaluate((pasted) => {
    const find = (root: ParentNode): HTMLElement | undefined => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.classList.contains("cm-content")) return element;
        const within = element.shadowRoot ? find(element.shadowRoot) : undefined;
        if (within) return within;
      }
    };
    const content = find(document);
    if (!content) throw new Error("no editor");
    content.focus();
    const all = { key: "a", code: "KeyA", keyCode: 65, ctrlKey: true, bubbles: true };
    content.dispatchEvent(new KeyboardEvent("keydown", { ...all, cancelable: true }));
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const paste = new ClipboardEvent("paste", {
      clipboardData,
      bubbles: true,
      cancelable: true,
    });
    // WebKit makes one without data.
    if (!paste.clipboardData?.getData("text/plain")) {
      Object.defineProperty(paste, "clipboardData", { value: clipboardData });
    }
    content.dispatchEvent(paste);
  }, text);
}
