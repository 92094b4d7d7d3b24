/** What a reader of the page sees and does. */
import type { Tab } from "./browsers.ts";

/** Opens a page of Lanes, which is then ready to run. */
export async function goToLanes(tab: Tab, url: string): Promise<void> {
  await tab.goto(url);
  await tab.evaluate(async () => {
    // Some drivers do not wait for module scripts.
    while (!("lanes" in window)) await new Promise((soon) => setTimeout(soon, 10));
    await window.lanes.ready;
  });
}

/** A page of serve.py that is not one of Lanes. */
const between = "/service-worker-off.js";

/**
 * The same for an address on serve.py that may differ in its fragment alone from the one that is shown.
 * By way of another page there: for one from elsewhere a browser would end the page's process and start
 * another, which costs more than the page.
 */
export async function goAnew(tab: Tab, url: string): Promise<void> {
  const { origin } = new URL(url);
  const here = await tab.evaluate(() => location.origin);
  if (here === origin) await tab.goto(origin + between);
  await goToLanes(tab, url);
}

/** Also false while the page is reloading and cannot be asked. */
function ask(tab: Tab, question: () => boolean): Promise<boolean> {
  return tab.evaluate(question).catch(() => false);
}

/** For questions with immediate answers: a page that reloads meanwhile never answers. */
export async function untilReady(tab: Tab, isolated = false): Promise<void> {
  await until(() => ask(tab, () => "lanes" in window), "the page");
  if (isolated) await until(() => ask(tab, () => crossOriginIsolated), "the page to be isolated");
  await until(() => ask(tab, () => "lanes" in window), "the page again");
  await tab.evaluate(() => window.lanes.ready);
}

/**
 * Leaves the page, then stops its host: a service worker that still asks a stopped host for its
 * script would be an error on the page's console.
 */
export async function leave(tab: Tab, host: { stop(): Promise<void> }): Promise<void> {
  await tab.goto("about:blank").catch(() => undefined);
  await host.stop();
}

/** The text on the page, through every shadow root, in document order. */
export function visibleText(tab: Tab): Promise<string> {
  return tab.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement) return "";
      const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return [...inside.childNodes].map(read).join(" ");
    };
    return read(document.body ?? document).replace(/\s+/g, " ");
  });
}

/** Presses the first button whose text matches, as a click would. */
export function press(tab: Tab, pattern: string): Promise<boolean> {
  return tab.evaluate(clickButton, pattern);
}

/** What `press` runs in the page: it needs nothing from outside of itself. */
export function clickButton(wanted: string): boolean {
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
}

/** Generous, so that slow machines pass: a time limit only catches what never happens. */
const patienceMs = 10 * 60_000;

/** Polls until `what` is true. */
export async function until(what: () => Promise<boolean>, name: string): Promise<void> {
  const giveUpMs = performance.now() + patienceMs;
  while (!(await what())) {
    if (performance.now() > giveUpMs) {
      throw new Error(`Waited ${patienceMs / 60_000} minutes in vain for ${name}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** For `until`. */
export const says = (tab: Tab, text: string) => async () => (await visibleText(tab)).includes(text);
