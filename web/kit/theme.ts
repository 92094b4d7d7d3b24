/** The current theme, chosen by the link, the reader or the embedding page. */
import { type Spec, themes } from "../spec/types.ts";

/** What a story's link says of it; auto where it names no theme. */
export function readTheme(hash: string): Spec["theme"] {
  const given = new URLSearchParams(hash.slice(0, 2000).replace(/^#/, "")).get("theme");
  return themes.find((name) => name === given) ?? "auto";
}

export function showTheme(theme: Spec["theme"]): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}
