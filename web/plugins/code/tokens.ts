/** Highlights source code: as tokens, so that the page never has to make markup of a text. */
import type { Parser } from "@lezer/common";
import { parser as cpp } from "@lezer/cpp";
import { parser as go } from "@lezer/go";
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import type { Token, TokenKind } from "../../kit/code/shown-code.ts";

/** By the end of a file's name. */
const parsers: Readonly<Record<string, Parser>> = {
  hpp: cpp,
  cpp,
  ts: javascript.configure({ dialect: "ts" }),
  mjs: javascript,
  py: python,
  go,
};

const kind = (tag: (typeof tags)["comment"] | (typeof tags)["comment"][], name: TokenKind) => ({
  tag,
  class: name,
});
const highlighter = tagHighlighter([
  kind(tags.comment, "comment"),
  kind([tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.bool], "keyword"),
  kind([tags.string, tags.special(tags.string)], "string"),
  kind([tags.number, tags.null], "number"),
  kind([tags.typeName, tags.className, tags.namespace], "type"),
  kind([tags.function(tags.variableName), tags.function(tags.propertyName)], "function"),
]);

/** The lines of `text`. Their tokens put together are the text again. */
export function tokensOf(path: string, text: string): Token[][] {
  const parser = parsers[path.slice(path.lastIndexOf(".") + 1)];
  if (!parser) throw new Error(`${path}: no highlighter knows this language.`);
  const lines: Token[][] = [[]];
  highlightCode(
    text,
    parser.parse(text),
    highlighter,
    (part, name) => {
      // Of nested kinds the innermost is the last.
      lines.at(-1)?.push([part, (name.split(" ").at(-1) ?? "") as TokenKind]);
    },
    () => lines.push([]),
  );
  return lines;
}
