/** The page around an embed: messages to it and from it. */
import { type FromEmbed, readMessage, type ToEmbed } from "./messages.ts";

export function isFramed(): boolean {
  return window.parent !== window;
}

/** Of the page around; "*" where the browser does not say, or where it has none (a local file). */
function hostOrigin(): string {
  const [ancestor] = location.ancestorOrigins ?? [];
  const origin = ancestor ?? (document.referrer ? new URL(document.referrer).origin : "null");
  // What browsers call a local file (file://…) is no origin of its messages.
  return /^(null$|file:)/.test(origin) ? "*" : origin;
}

export function tellHost(message: FromEmbed): void {
  if (isFramed()) window.parent.postMessage(message, hostOrigin());
}

/** Listens to the embedding page only; malformed messages get a sentence in reply. */
export function hearHost(hear: (message: ToEmbed) => void): void {
  if (!isFramed()) return;
  const expected = hostOrigin();
  addEventListener("message", ({ data, source, origin }: MessageEvent<unknown>) => {
    if (source !== window.parent || (expected !== "*" && origin !== expected)) return;
    const read = readMessage(data);
    if (read.kind === "good") hear(read.message);
    else if (read.kind === "bad") {
      tellHost({ source: "lanes", type: "error", code: "bad-message", message: read.sentence });
    }
  });
}

/** Tells the page around how high this one is, now and whenever that changes. */
export function announceHeight(): void {
  if (!isFramed()) return;
  let told = 0;
  const tell = () => {
    // The height of the content, not of the frame, which could only grow.
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told || height === 0) return;
    told = height;
    tellHost({ source: "lanes", type: "height", height });
  };
  new ResizeObserver(tell).observe(document.body);
}

/**
 * Links of a framed page open in a new tab, not in the small frame. Where the frame's sandbox allows
 * no tab, the link says so and shows its address, to be copied.
 */
export function openLinksOutside(): void {
  if (!isFramed()) return;
  addEventListener(
    "click",
    (event) => {
      const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
      if (!link || link.getAttribute("href")?.startsWith("#")) return;
      event.preventDefault();
      // With "noopener" it would not say whether it has opened one.
      let tab: Window | null = null;
      try {
        tab = open(link.href);
      } catch {
        // As some browsers say it.
      }
      if (tab) tab.opener = null;
      else link.textContent = `This frame may open no tab (sandbox: allow-popups): ${link.href}`;
    },
    { capture: true },
  );
}
