/** What a run's code printed, folded. */
import { css, html, nothing } from "lit";
import { plural } from "../../base/format.ts";
import type { Result } from "../../spec/types.ts";
import { folds } from "../look/fold-styles.ts";

export const printedStyles = css`
  ${folds}
  details {
    margin-block-start: 0.5rem;
  }
  .printed pre {
    overflow: auto;
    max-block-size: 16rem;
    margin: 0;
    padding: 0.75rem;
    border: 1px solid var(--line);
    font: 0.8125rem / 1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;

export function printed(results: readonly Result[]): unknown {
  const lines = results.find((result) => result.printed?.length)?.printed ?? [];
  if (lines.length === 0) return nothing;
  return html`
    <details class="printed">
      <summary>It printed ${plural(lines.length, "line")}</summary>
      <pre tabindex="0">${lines.join("\n")}</pre>
    </details>
  `;
}
