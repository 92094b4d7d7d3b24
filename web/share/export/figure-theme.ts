/**
 * The figure's colours: those of the page (styles/page.css), written out, because a picture is shown
 * where there is no style sheet. A test compares the two.
 */
import type { Strategy } from "../../engine/types.ts";

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
    strategies: {
      sequential: "#3a5a96",
      concurrent: "#bb4310",
      bounded: "#85399c",
      sliced: "#7d6200",
      parallel: "#00735f",
    },
  },
  dark: {
    paper: "#121416",
    ink: "#eeebe4",
    muted: "#a5a29b",
    line: "#2c3034",
    queued: "#666b70",
    alarm: "#ff8078",
    strategies: {
      sequential: "#8fb2f0",
      concurrent: "#ff9468",
      bounded: "#d59ee9",
      sliced: "#dcbb4c",
      parallel: "#4fd1b3",
    },
  },
};
