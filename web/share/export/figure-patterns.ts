/**
 * The figure's patterns: as on the page, strategies and kinds of span can be told apart without
 * colour.
 */
import { strategyEntry } from "../../spec/strategies.ts";
import { type Strategy, strategies } from "../../spec/types.ts";
import type { FigureColours } from "./figure-theme.ts";
import { element, type Markup } from "./svg.ts";

/** The strategies' patterns `cut-…`, drawn over their colours; plain strategies have none. */
export function cuts(colours: FigureColours): Markup[] {
  const opacity = 0.55;
  const stroke = { stroke: colours.paper, "stroke-opacity": opacity, "stroke-width": 2 };
  const fill = { fill: colours.paper, "fill-opacity": opacity };
  return strategies
    .filter((how) => !isPlain(how))
    .map((how) => {
      const { line, dot = 0 } = strategyEntry(how).cut;
      const mark = line
        ? element("path", { d: line, ...stroke, fill: "none" })
        : element("circle", { cx: 4, cy: 4, r: dot, ...fill });
      return tile(`cut-${how}`, mark);
    });
}

/** Drawn in its colour alone, without a pattern. */
export function isPlain(how: Strategy): boolean {
  const { line, dot } = strategyEntry(how).cut;
  return !line && !dot;
}

const rising = "M-2 10L10 -2M-2 2L2 -2M6 10L10 6";
const falling = "M-2 -2L10 10M-2 6L2 10M6 -2L10 2";

/** A pattern that repeats every 8 px. */
function tile(id: string, ...children: Markup[]): Markup {
  return element(
    "pattern",
    { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    ...children,
  );
}

/** All patterns that the figure may refer to. Running spans have a colour only. */
export function patterns(colours: FigureColours): Markup[] {
  const ground = (fill: string): Markup =>
    element("rect", { width: 8, height: 8, fill, "fill-opacity": 0.2 });
  return [
    ...cuts(colours),
    tile(
      "queued",
      element("circle", { cx: 2, cy: 2, r: 1, fill: colours.queued }),
      element("circle", { cx: 6, cy: 6, r: 1, fill: colours.queued }),
    ),
    tile(
      "blocked",
      ground(colours.muted),
      element("path", {
        d: rising + falling,
        stroke: colours.muted,
        "stroke-width": 1.5,
        fill: "none",
      }),
    ),
    ...[...strategies, "any" as const]
      .map((how) => ({
        how,
        colour: how === "any" ? colours.ink : colours.strategies[how],
      }))
      .map(({ how, colour }) =>
        tile(
          `waiting-${how}`,
          ground(colour),
          element("path", {
            d: rising,
            stroke: colour,
            "stroke-width": 2,
            fill: "none",
          }),
        ),
      ),
  ];
}
