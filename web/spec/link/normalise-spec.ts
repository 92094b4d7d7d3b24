/** Specs of API calls. They come from programmers: what is missing is added, what is invalid throws. */
import { quote } from "../../base/format.ts";
import { extras, LanesError, languages, type Spec, type Strategy, strategies } from "../types.ts";
import { bringsCode } from "../works.ts";
import { type AuthorKey, authorKeys, authorText, lengthOf, plainText } from "./author-text.ts";
import {
  assignChoice,
  choiceKeys,
  choices,
  clamp,
  defaultSpec,
  defaultWork,
  findWork,
  isStrategy,
  type LinkContext,
  numberKeys,
  numberRange,
  worksOf,
} from "./grammar.ts";
import { readReference } from "./reference.ts";

/** Characters of a source that is run; a link carries less (packed-code.ts). */
const mostSource = 1_000_000;

/**
 * Completes the partial spec of an API call. Numbers are rounded and clamped; invalid values
 * (unknown names, NaN, wrong types) throw a LanesError ("bad-spec"). Unknown keys are ignored.
 */
export function normaliseSpec(partial: Partial<Spec>, context: LinkContext): Spec {
  if (typeof partial !== "object" || partial === null) {
    throw new LanesError("bad-spec", 'A spec is an object such as { work: "hash", tasks: 4 }.');
  }
  if (partial.v !== undefined && partial.v !== 1) {
    throw new LanesError("bad-spec", `This version of Lanes reads v 1, not ${quote(partial.v)}.`);
  }
  const work = partial.work ?? defaultWork(context);
  const entry = typeof work === "string" ? findWork(work, context) : undefined;
  if (typeof work !== "string" || !entry) {
    const names = worksOf(context).map((entry) => entry.name);
    throw new LanesError("bad-spec", `There is no work ${quote(work)}: use ${names.join(", ")}.`);
  }

  const spec = defaultSpec(work, context);
  if (partial.how !== undefined) spec.how = checkHow(partial.how);

  for (const key of numberKeys) {
    const value: unknown = partial[key];
    if (value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new LanesError("bad-spec", `“${key}” must be a number, not ${quote(value)}.`);
    }
    spec[key] = clamp(value, numberRange(key, work, context));
  }

  for (const key of choiceKeys) {
    const value: unknown = partial[key];
    if (value !== undefined && !assignChoice(spec, key, value)) {
      const names = choices[key].join(", ");
      throw new LanesError("bad-spec", `“${key}” must be one of ${names}, not ${quote(value)}.`);
    }
  }

  if (partial.autorun !== undefined) {
    if (typeof partial.autorun !== "boolean") {
      throw new LanesError(
        "bad-spec",
        `“autorun” must be true or false, not ${quote(partial.autorun)}.`,
      );
    }
    spec.autorun = partial.autorun;
  }
  if (partial.ref !== undefined) {
    const { ref } = partial;
    if (typeof ref !== "string" || (ref !== "" && !readReference(ref))) {
      throw new LanesError("bad-spec", "“ref” must be the text that lanes.link wrote.");
    }
    spec.ref = ref;
  }
  for (const key of authorKeys) {
    if (partial[key] !== undefined) spec[key] = checkText(key, partial[key]);
  }
  if (partial.show !== undefined) spec.show = checkShow(partial.show);
  if (bringsCode(entry)) giveCode(spec, partial);
  return spec;
}

function checkHow(how: unknown): Strategy[] {
  if (!Array.isArray(how) || how.length === 0) {
    throw new LanesError("bad-spec", "“how” must be a list of strategies, at least one.");
  }
  for (const name of how) {
    if (!isStrategy(name)) {
      throw new LanesError(
        "bad-spec",
        `There is no strategy ${quote(name)}: use ${strategies.join(", ")}.`,
      );
    }
  }
  return [...new Set(how as Strategy[])];
}

/** The code that the caller's run brings. Its loop is a worker's, whatever the caller says. */
function giveCode(spec: Spec, { lang = "js", code = "", wasm, compiled }: Partial<Spec>): void {
  if (!languages.includes(lang)) {
    throw new LanesError("bad-spec", `“lang” must be one of ${languages.join(", ")}.`);
  }
  if (typeof code !== "string" || code.length > mostSource) {
    throw new LanesError("bad-spec", `“code” must be text of at most ${mostSource} characters.`);
  }
  if (wasm !== undefined && !(wasm instanceof Uint8Array)) {
    throw new LanesError("bad-spec", "“wasm” must be the bytes of a module, a Uint8Array.");
  }
  spec.lang = lang;
  // Half a surrogate pair has no place in UTF-8, in which links and compilers take it.
  spec.code = lang === "wasm" ? "" : code.toWellFormed();
  // A module is of no other language: what runs is what `lang` says.
  if (wasm && lang === "wasm") spec.wasm = wasm;
  // Of another source it is none.
  const fits = compiled?.code === code && compiled.wasm instanceof Uint8Array;
  if (lang === "cpp" && code && fits) spec.compiled = compiled;
  spec.loop = "worker";
}

function checkShow(show: unknown): Spec["show"] {
  const known: readonly unknown[] = extras;
  if (!Array.isArray(show) || !show.every((name) => known.includes(name))) {
    throw new LanesError("bad-spec", `“show” must be a list of ${extras.join(", ")}.`);
  }
  return extras.filter((extra) => show.includes(extra));
}

function checkText(key: AuthorKey, value: unknown): string {
  const text = typeof value === "string" ? plainText(value) : undefined;
  if (text === undefined || lengthOf(text) > authorText[key]) {
    throw new LanesError(
      "bad-spec",
      `“${key}” must be text of at most ${authorText[key]} characters.`,
    );
  }
  return text;
}
