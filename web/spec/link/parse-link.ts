/**
 * Links are untrusted input: reading one never throws, costs time bounded by `maxLinkLength`, and
 * yields only values in the ranges of grammar.ts. They are read liberally (link-text.ts).
 */
import { quote } from "../../base/format.ts";
import { extras, type Spec, type Strategy } from "../types.ts";
import { bringsCode } from "../works.ts";
import { authorKeys, authorText, cutText, plainText } from "./author-text.ts";
import { codeLink } from "./code-link.ts";
import {
  assignChoice,
  choiceKeys,
  clamp,
  defaultHow,
  defaultSpec,
  defaultWork,
  findWork,
  isStrategy,
  type LinkContext,
  linkKeys,
  numberKeys,
  numberRange,
  ownLoop,
  type Range,
} from "./grammar.ts";
import { maxLinkLength, readLinkText, readNumber, saysNothing } from "./link-text.ts";
import { readReference, whyUnreadable } from "./reference.ts";

export interface ParsedLink {
  spec: Spec;
  /**
   * A short sentence for each problem: an unusable or adjusted value, a repeated key, an overlong
   * link. Unknown keys, and `size` for a work that has none, are ignored silently.
   */
  changes: string[];
  /** The link has code that cannot be read before `loadCodeLink`; the spec has none until then. */
  packed?: true;
}

/**
 * Reads the part of an address after `#` (linkOf), with or without the `#`, however mangled
 * (link-text.ts). Never throws.
 */
export function parseLink(link: string, context: LinkContext): ParsedLink {
  const changes: string[] = [];
  const { values, unknown, cut } = readLinkText(link, linkKeys);
  if (cut) {
    changes.push(`The link is longer than ${maxLinkLength} characters: the rest was ignored.`);
  }

  const given = (key: keyof Spec): string | undefined => {
    const all = values.get(key) ?? [];
    if (all.length > 1) changes.push(`“${key}” is in the link more than once: the first counts.`);
    return all[0];
  };

  const version = given("v")?.trim();
  if (version !== undefined && version !== "1") {
    changes.push(`The link says version ${quote(version)}; it was read as version 1.`);
  }

  const workName = given("work");
  const named = workName && findWork(workName.trim().toLowerCase(), context)?.name;
  const work = named || defaultWork(context);
  if (workName !== undefined && !named) {
    changes.push(`There is no work called ${quote(workName)}: ${work} is used.`);
  }

  const spec = defaultSpec(work, context);
  const brings = bringsCode(findWork(work, context));
  spec.how = readHow(given("how"), changes);

  for (const key of numberKeys) {
    const value = given(key);
    if (value === undefined) continue;
    const range = numberRange(key, work, context);
    if (key === "size" && !hasSize(work, context)) continue;
    const number = readNumber(value);
    if (Number.isNaN(number)) {
      changes.push(`“${key}” ${quote(value)} is not a number: ${spec[key]} is used.`);
      continue;
    }
    spec[key] = clamp(number, range);
    if (spec[key] !== number) {
      changes.push(`“${key}” ${quote(value)} became ${spec[key]} (${describeRange(range)}).`);
    }
  }

  for (const key of choiceKeys) {
    const value = given(key);
    if (value === undefined) continue;
    if (!assignChoice(spec, key, value.trim().toLowerCase())) {
      changes.push(`“${key}” cannot be ${quote(value)}: ${spec[key]} is used.`);
    }
  }

  if (brings && spec.loop === "main") {
    spec.loop = "worker";
    changes.push(ownLoop);
  }

  const autorun = given("autorun")?.trim();
  spec.autorun = autorun === "1";
  if (autorun !== undefined && autorun !== "0" && autorun !== "1") {
    changes.push(`“autorun” cannot be ${quote(autorun)}: 0 is used.`);
  }

  const ref = given("ref");
  if (ref !== undefined && readReference(ref)) spec.ref = ref;
  else if (ref) changes.push(whyUnreadable(ref));

  for (const key of authorKeys) {
    const text = plainText(given(key) ?? "");
    spec[key] = cutText(text, authorText[key]);
    if (spec[key] !== text) {
      changes.push(`“${key}” was cut: it has at most ${authorText[key]} characters.`);
    }
  }
  spec.show = readShow(given("show"), changes);
  const texts = [given("lang"), given("code"), given("wasm")] as const;
  const packed = brings && texts.some((text) => text !== undefined) && !codeLink();
  if (brings) Object.assign(spec, codeLink()?.readCode(texts, changes));

  if (unknown.length > 0) changes.push(saysNothing(unknown));
  return { spec, changes, ...(packed && { packed }) };
}

function hasSize(work: string, context: LinkContext): boolean {
  return findWork(work, context)?.size != null;
}

function readHow(text: string | undefined, changes: string[]): Strategy[] {
  if (text === undefined) return [...defaultHow];
  const names = text.split(",").map((name) => name.trim());
  const how = [...new Set(names.map((name) => name.toLowerCase()).filter(isStrategy))];
  const unknown = names.find((name) => name !== "" && !isStrategy(name.toLowerCase()));
  if (how.length === 0) {
    changes.push(`“how” ${quote(text)} names no strategy: ${defaultHow.join(", ")} are used.`);
    return [...defaultHow];
  }
  if (unknown !== undefined)
    changes.push(`There is no strategy ${quote(unknown)}: it was left out.`);
  return how;
}

function readShow(text: string | undefined, changes: string[]): Spec["show"] {
  const names = (text ?? "").split(",").map((name) => name.trim().toLowerCase());
  const known: readonly string[] = extras;
  const unknown = names.find((name) => name !== "" && !known.includes(name));
  if (unknown) changes.push(`“show” cannot be ${quote(unknown)}: it was left out.`);
  return extras.filter((extra) => names.includes(extra));
}

function describeRange({ min, max }: Range): string {
  return `whole numbers, ${min} to ${max}`;
}
