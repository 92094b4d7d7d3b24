/**
 * The figure's colours: a copy of those in styles/page.css, because a picture is shown where there
 * is no style sheet. A test compares the two.
 */
import { type Strategy, strategies, strategyEntry } from "../../spec/strategies.ts";

export type FigureTheme = "light" | "dark";

export interface FigureColours {
  paper: string;
  ink: string;
  muted: string;
  line: string;
  queued: string;
  alarm: string;
  strategies: Readonly<Record<Strategy, string>>;
}

export const figureColours: Readonly<Record<FigureTheme, FigureColours>> = {
  light: {
    paper: "#f7f5f0",
    ink: "#17181a",
    muted: "#5b5953",
    line: "#ddd8cd",
    queued: "#a29d93",
    alarm: "#b3211a",
    strategies: coloursOf("light"),
  },
  dark: {
    paper: "#121416",
    ink: "#eeebe4",
    muted: "#a5a29b",
    line: "#2c3034",
    queued: "#666b70",
    alarm: "#ff8078",
    strategies: coloursOf("dark"),
  },
};

function coloursOf(theme: FigureTheme): Record<Strategy, string> {
  const colours = strategies.map((how) => [how, strategyEntry(how).colour[theme]]);
  return Object.fromEntries(colours) as Record<Strategy, string>;
}
