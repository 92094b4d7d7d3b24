/** The reader's guess before a run, where the link asks for it; its element is loaded then. */
import { html, nothing } from "lit";
import type { Result, Spec } from "../spec/types.ts";

const asked = ({ show }: Spec): boolean => show.includes("predict");

/** Without the element there is a demo all the same. */
export function loadGuess(spec: Spec): void {
  if (asked(spec)) import("./lanes-guess.ts").catch(() => undefined);
}

export function guess(spec: Spec, results: readonly Result[], running: boolean): unknown {
  if (!asked(spec)) return nothing;
  return html`<lanes-guess .spec=${spec} .results=${results} ?running=${running}></lanes-guess>`;
}
