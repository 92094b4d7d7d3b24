/** The page's colours for canvases, resolved for the current theme. */

import type { PulseColours } from "../../monitor/pulse/pulse-painter.ts";
import { type Strategy, strategies } from "../../spec/types.ts";
import type { Palette } from "../../timeline/drawing/colours.ts";

export function timelinePalette(host: HTMLElement): Palette {
  return withProbe(host, (colour, fontFamily) => ({
    ink: colour("--ink"),
    muted: colour("--muted"),
    line: colour("--line"),
    surface: colour("--paper"),
    queued: colour("--queued"),
    blocked: colour("--muted"),
    alive: colour("--alive"),
    alarm: colour("--alarm"),
    strategies: Object.fromEntries(strategies.map((how) => [how, colour(`--${how}`)])) as Record<
      Strategy,
      string
    >,
    fontFamily,
  }));
}

export function pulseColours(host: HTMLElement): PulseColours {
  return withProbe(host, (colour, fontFamily) => ({
    trace: colour("--alive"),
    gap: colour("--alarm"),
    text: colour("--ink"),
    grid: colour("--line"),
    surface: colour("--paper"),
    fontFamily,
  }));
}

/** Calls back whenever the current theme may have changed. Returns a function that stops this. */
export function onThemeChange(changed: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(changed);
  dark.addEventListener("change", changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  // On paper every theme is light; forced colours take the place of most.
  const others = ["print", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const other of others) other.addEventListener("change", changed);
  return () => {
    dark.removeEventListener("change", changed);
    for (const other of others) other.removeEventListener("change", changed);
    chosen.disconnect();
  };
}

/** Colours that tell things apart: they stay where a reader's own replace all others. */
const telling = /^--(?!ink|muted|line|paper)/;

/** A custom property's value is only text; a property that uses it resolves to the colour. */
function withProbe<T>(
  host: HTMLElement,
  read: (colour: (name: string) => string, fontFamily: string) => T,
): T {
  const probe = document.createElement("span");
  probe.hidden = true;
  (host.shadowRoot ?? host).append(probe);
  const style = getComputedStyle(probe);
  try {
    return read((name) => {
      probe.style.setProperty("forced-color-adjust", telling.test(name) ? "none" : "auto");
      probe.style.color = `var(${name})`;
      return style.color;
    }, style.fontFamily);
  } finally {
    probe.remove();
  }
}
