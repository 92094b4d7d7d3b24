/**
 * A story's numbers, choices and letters, and their encoding in its link:
 * `#latency=50&seed=7&theme=dark`, without those at the story's defaults. Links are untrusted:
 * parsing never throws and yields only numbers in range, names that are offered, and letters.
 */
import { themeNamed } from "../kit/look/theme.ts";
import { type LinkKeys, readLinkText, readNumber, saysNothing } from "../spec/link/link-text.ts";
import type { Spec } from "../spec/types.ts";

export interface Parameter {
  label: string;
  unit: string;
  min: number;
  max: number;
  /** The story's default. */
  value: number;
}

/** One of some names, in lower case. */
export interface Choice {
  names: readonly string[];
  value: string;
}

/** Capital letters, at most so many. */
export interface Letters {
  /** What they are, for a sentence: "one letter per step". */
  says: string;
  most: number;
  value: string;
}

export type Parameters = Readonly<Record<string, Parameter | Choice | Letters>>;
export type Values<P extends Parameters> = {
  [K in keyof P]: P[K] extends Parameter ? number : string;
};

/** Every parameter at the story's default. */
export function defaultValues<P extends Parameters>(parameters: P): Values<P> {
  return mapValues(parameters, ({ value }) => value);
}

/** The keys of a story's links: its parameters, and the theme. */
export function keysOf(parameters: Parameters): LinkKeys {
  return Object.fromEntries([...Object.keys(parameters), "theme"].map((key) => [key, "plain"]));
}

/** A link's values, and one sentence for each part that could not be used as written. */
export function readValues<P extends Parameters>(
  link: string,
  parameters: P,
): { values: Values<P>; theme: Spec["theme"]; changes: string[] } {
  const { values: given, unknown } = readLinkText(link, keysOf(parameters));
  const changes: string[] = [];
  const values = mapValues(parameters, (parameter, key) => {
    const text = given.get(key)?.[0];
    if (text === undefined) return parameter.value;
    if ("names" in parameter) {
      const name = parameter.names.find((one) => one === text.trim().toLowerCase());
      if (name === undefined) {
        const names = parameter.names.join(", ");
        changes.push(`“${key}” is one of ${names}: ${parameter.value} is used.`);
      }
      return name ?? parameter.value;
    }
    if ("most" in parameter) {
      const letters = text.trim().toUpperCase();
      if (/^[A-Z]*$/.test(letters) && letters.length <= parameter.most) return letters;
      changes.push(`“${key}” is not ${parameter.says}: it was ignored.`);
      return parameter.value;
    }
    const number = readNumber(text);
    if (Number.isNaN(number)) {
      changes.push(`“${key}” is no number: ${parameter.value} is used.`);
      return parameter.value;
    }
    const value = within(parameter, number);
    if (value !== number) {
      changes.push(`“${key}” goes from ${parameter.min} to ${parameter.max}: ${value} is used.`);
    }
    return value;
  });
  if (unknown.length > 0) changes.push(saysNothing(unknown));
  return { values, theme: themeNamed(given.get("theme")?.[0]), changes };
}

/** The shortest `#…` for the values; "" if all are at the story's defaults. */
export function writeValues<P extends Parameters>(
  values: Values<P>,
  parameters: P,
  theme: Spec["theme"] = "auto",
): string {
  const all: Readonly<Record<string, number | string>> = values;
  const parts = Object.entries(parameters)
    .filter(([key, { value }]) => all[key] !== value)
    .map(([key]) => `${key}=${all[key]}`);
  if (theme !== "auto") parts.push(`theme=${theme}`);
  return parts.length > 0 ? `#${parts.join("&")}` : "";
}

function within({ min, max }: Parameter, value: number): number {
  // Adding 0 turns -0 into 0.
  return Math.min(max, Math.max(min, Math.round(value))) + 0;
}

function mapValues<P extends Parameters>(
  parameters: P,
  map: (parameter: P[string], key: string) => number | string,
): Values<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, map(parameter as P[string], key)]),
  ) as Values<P>;
}
