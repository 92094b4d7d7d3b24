/** Strips comments and indentation from the components' styles and markup, which no minifier touches. */
import type { Plugin } from "vite";

/** Assumes that styles contain no multi-line strings, and interpolations no backticks. */
const styles = /\bcss`[^`]*`/g;

function compactStyles(text: string): string {
  return (
    text
      .replace(/\/\*.*?\*\//gs, "")
      .replace(/\s*\n\s*/g, "\n")
      // What is left at the ends of lines, and not within them: there it may mean something.
      .replace(/(?<=[{};,>])\n|\n(?=\})| (?=\{\n)/g, "")
      .replace(/: /g, ":")
      .replace(/ \{/g, "{")
      .replace(/;\}/g, "}")
  );
}

/**
 * A line break in markup means the same without the spaces around it. Outside of templates neither
 * means anything; a file with markup has no other text of several lines.
 */
const indentation = /[ \t]*\n[ \t]+/g;

export function compactTemplates(): Plugin {
  return {
    name: "lanes:compact-templates",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith(".ts")) return null;
      let compact = code;
      if (code.includes("css`")) compact = compact.replace(styles, compactStyles);
      if (code.includes("html`")) compact = compact.replace(indentation, "\n");
      return compact === code ? null : { code: compact, map: null };
    },
  };
}
