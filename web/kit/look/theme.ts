/** The current theme, chosen by the link, the reader or the embedding page. */
import { type Spec, themes } from "../../spec/types.ts";

/** The theme of that name; auto where there is none. */
export function themeNamed(name: string | undefined): Spec["theme"] {
  return themes.find((theme) => theme === name?.trim().toLowerCase()) ?? "auto";
}

export function showTheme(theme: Spec["theme"]): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}
