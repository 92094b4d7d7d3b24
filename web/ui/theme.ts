/** The theme that the page shows: what the link, the reader or the page around it chose. */
import type { Spec } from "../engine/types.ts";

export function showTheme(theme: Spec["theme"]): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}
