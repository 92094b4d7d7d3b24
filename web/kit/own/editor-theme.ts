/** The page's colours on CodeMirror: custom properties reach it through the shadow boundary. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": {
    border: "1px solid var(--edge)",
    borderRadius: "3px",
    background: "var(--raised)",
    color: "var(--ink)",
    fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    lineHeight: "1.55",
    maxBlockSize: "34rem",
  },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.5rem" },
  ".cm-content, .cm-gutter": { minBlockSize: "14rem" },
  ".cm-cursor": { borderInlineStartColor: "var(--ink)", borderInlineStartWidth: "2px" },
  // One rule: CodeMirror's own for a focused editor is as specific.
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection":
    { background: "color-mix(in srgb, var(--focus) 28%, transparent) !important" },
  ".cm-gutters": {
    border: "0",
    borderInlineEnd: "1px solid var(--line)",
    background: "transparent",
    color: "var(--muted)",
  },
  ".cm-activeLine, .cm-activeLineGutter": {
    background: "color-mix(in srgb, var(--ink) 5%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    background: "transparent",
    outline: "1px solid var(--edge)",
  },
  ".cm-lintRange-error, .cm-lintRange-warning, .cm-lintRange-info": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--alarm) 1.5px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning, .cm-lintRange-info": { textDecorationColor: "var(--muted)" },
  ".cm-lint-marker": { inlineSize: "0.8em", blockSize: "0.8em" },
  ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info": {
    content: "''",
    borderRadius: "50%",
    background: "var(--alarm)",
  },
  ".cm-lint-marker-warning, .cm-lint-marker-info": { background: "var(--muted)" },
  ".cm-tooltip": {
    maxInlineSize: "min(36rem, 90vw)",
    border: "1px solid var(--edge)",
    background: "var(--raised)",
    color: "var(--ink)",
  },
  ".cm-diagnostic": { borderInlineStart: "0", paddingInline: "0.5rem", fontFamily: "var(--sans)" },
});

/** As the page shows code elsewhere: few colours, and weight for what structures it. */
const highlight = HighlightStyle.define([
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  {
    tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    fontWeight: "700",
  },
  { tag: [tags.string, tags.character, tags.regexp], color: "var(--alive)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--focus)" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--focus)" },
]);

export const editorTheme: Extension = [theme, syntaxHighlighting(highlight)];
