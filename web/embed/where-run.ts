/** Where a demo has run, and what of that was modelled: it stands behind “Run by your browser”. */
import { html, nothing } from "lit";
import { plural } from "../base/format.ts";
import { usesThreads } from "../spec/strategies.ts";
import type { Capabilities, Result, Spec } from "../spec/types.ts";

/** `here`: undefined before the first run. */
export function whereRun(
  { how }: Spec,
  results: readonly Result[],
  here: Capabilities | undefined,
): unknown {
  const modelled = results.some(({ environment }) => environment.backend === "modelled")
    ? " What it waited for is modelled."
    : "";
  const why = here?.tier === "workers" && usesThreads(how) && here.notes[0];
  return html`${here ? `: ${here.engine}, ${plural(here.reportedCores, "core")} reported` : ""}.${modelled}
    ${
      why
        ? html`<details>
            <summary>Separate memories, because this page is not isolated: why?</summary>
            ${why}
          </details>`
        : nothing
    }
  `;
}
