/** The timeline's colours: CSS colours of the current theme, and mixtures of them. */
import { type Strategy, strategies } from "../../spec/types.ts";
import { BLOCKED, barKinds, DROPPED, FROZEN, QUEUED, RUNNING } from "../scene/kinds.ts";
import type { Ink, Rgb } from "./renderer.ts";

/** CSS colours, already resolved for the theme. */
export interface Palette {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  queued: string;
  blocked: string;
  alive: string;
  alarm: string;
  strategies: Record<Strategy, string>;
  fontFamily: string;
}

export interface Colours {
  palette: Palette;
  inks: Ink[];
  line: Rgb;
  alive: Rgb;
}

/** Fraction of a kind's colour in the ground between its hatching lines; the rest is surface. */
const tint = 0.18;

export function coloursOf(palette: Palette): Colours {
  const rgb = reader();
  const surface = rgb(palette.surface);
  const inks = strategies.flatMap((how) =>
    barKinds.map((_, kind): Ink => {
      const line = rgb(colourOf(palette, how, kind));
      if (kind === RUNNING || kind === FROZEN) return { line, ground: line };
      if (kind === QUEUED) return { line, ground: surface };
      return { line, ground: mixed(surface, line) };
    }),
  );
  return { palette, inks, line: rgb(palette.line), alive: rgb(palette.alive) };
}

function colourOf(palette: Palette, how: Strategy, kind: number): string {
  switch (kind) {
    case QUEUED:
      return palette.queued;
    case BLOCKED:
      return palette.blocked;
    case FROZEN:
    case DROPPED:
      return palette.alarm;
    default:
      return palette.strategies[how];
  }
}

function mixed(surface: Rgb, colour: Rgb): Rgb {
  const mix = (i: 0 | 1 | 2): number => Math.round(surface[i] + (colour[i] - surface[i]) * tint);
  return [mix(0), mix(1), mix(2)];
}

/** Lets the browser parse colours, so that every CSS notation is understood. */
function reader(): (colour: string) => Rgb {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (colour) => {
    if (!context) return [128, 128, 128];
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
}
