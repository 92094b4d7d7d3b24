/** Strips comments and indentation from the components' styles, which no minifier touches. */
import type { Plugin } from "vite";

/** Assumes that styles contain no multi-line strings, and interpolations no backticks. */
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
