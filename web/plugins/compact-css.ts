/** Takes the indentation out of the components' styles, which no minifier looks into. */
import type { Plugin } from "vite";

/** Styles hold no strings over several lines, and nothing that is interpolated has a backtick. */
const styles = /\bcss`[^`]*`/g;

export function compactCss(): Plugin {
  return {
    name: "lanes:compact-css",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith(".ts") || !code.includes("css`")) return null;
      const compact = (text: string) =>
        text.replace(/\/\*.*?\*\//gs, "").replace(/\s*\n\s*/g, "\n");
      return { code: code.replace(styles, compact), map: null };
    },
  };
}
