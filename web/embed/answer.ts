/** The answer that all strategies gave, in short, or that they differ. */
import { html, nothing } from "lit";
import { agreementOf, whyDifferent } from "../spec/compare.ts";
import type { Result } from "../spec/types.ts";

export function answerOf(results: readonly Result[]): unknown {
  const agreement = agreementOf(results);
  if (agreement.kind === "none") return nothing;
  if (agreement.kind === "differs") {
    return html`<b class="alarm">Different answers. ${whyDifferent(results)}</b>`;
  }
  const digest = agreement.digest.trim();
  const short = digest.length > 24 ? `${digest.slice(0, 16)}…${digest.slice(-4)}` : digest;
  return agreement.results > 1
    ? html`Same answer <span class="tick" aria-hidden="true">✓</span> <code>${short}</code>`
    : html`Answer <code>${short}</code>`;
}
