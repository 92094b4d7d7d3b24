/**
 * The editor's examples as cases with pages of their own (try-cases.ts). Their images are cards of
 * words: under Node there is no sandbox to measure them in.
 */
import { examples } from "../../kit/own/examples.ts";
import type { Preset } from "../../kit/presets.ts";

export const ownCases: readonly Preset[] = examples.map(
  ({ name, title, says, lang, code, spec }) => ({
    name: `own-${name}`,
    title,
    says,
    spec: { work: "own", lang, code, ...spec },
  }),
);
