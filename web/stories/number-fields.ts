/** A story's numbers as fields. */
import { html } from "lit";
import "../kit/number-field.ts";
import type { NumberField } from "../kit/number-field.ts";
import type { Parameter, Parameters, Values } from "./parameters.ts";

export function numberFields<P extends Parameters, K extends keyof P & string>(
  keys: readonly K[],
  parameters: P,
  values: Values<P>,
  change: (key: K, value: Values<P>[K]) => void,
): unknown {
  return keys.map((key) => {
    const { label, unit, min, max } = parameters[key] as P[K] & Parameter;
    return html`
      <lanes-number
        label=${label}
        unit=${unit}
        .min=${min}
        .max=${max}
        .value=${values[key]}
        data-key=${key}
        @change=${({ currentTarget }: Event) =>
          change(key, (currentTarget as NumberField).value as Values<P>[K])}
      ></lanes-number>
    `;
  });
}
