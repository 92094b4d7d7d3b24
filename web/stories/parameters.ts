/**
 * A story's numbers and how its link carries them: `#latency=50&seed=7&theme=dark`, only what is not
 * as the story has it. A link is anybody's text: reading one never throws and yields only numbers in range.
 */
import type { Spec } from "../spec/types.ts";

export interface Parameter {
  label: string;
  unit: string;
  min: number;
  max: number;
  /** As the story has it. */
  value: number;
}

export type Parameters = Readonly<Record<string, Parameter>>;
export type Values<P extends Parameters> = { [K in keyof P]: number };

/** The value of every parameter as the story has it. */
export function defaultValues<P extends Parameters>(parameters: P): Values<P> {
  return mapValues(parameters, ({ value }) => value);
}

/** What a link says, and one sentence for each value that could not be used as it was written. */
export function readValues<P extends Parameters>(
  hash: string,
  parameters: P,
): { values: Values<P>; changes: string[] } {
  const given = new URLSearchParams(hash.replace(/^#/, "").slice(0, 2000));
  const changes: string[] = [];
  const values = mapValues(parameters, (parameter, key) => {
    const text = given.get(key);
    if (text === null) return parameter.value;
    const number = /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
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
  return { values, changes };
}

/** The shortest `#…` that means the values; "" where all is as the story has it. */
export function writeValues<P extends Parameters>(
  values: Values<P>,
  parameters: P,
  theme: Spec["theme"] = "auto",
): string {
  const all: Readonly<Record<string, number>> = values;
  const parts = Object.entries(parameters)
    .filter(([key, { value }]) => all[key] !== value)
    .map(([key]) => `${key}=${all[key]}`);
  if (theme !== "auto") parts.push(`theme=${theme}`);
  return parts.length > 0 ? `#${parts.join("&")}` : "";
}

function within({ min, max }: Parameter, value: number): number {
  // Adding 0 makes -0 a 0.
  return Math.min(max, Math.max(min, Math.round(value))) + 0;
}

function mapValues<P extends Parameters>(
  parameters: P,
  map: (parameter: Parameter, key: string) => number,
): Values<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, map(parameter, key)]),
  ) as Values<P>;
}
