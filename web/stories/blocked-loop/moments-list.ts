/** The numbered moments of a play. */
import { html, nothing } from "lit";
import { formatCount } from "../../base/format.ts";
import type { FleetEvent } from "./fleet/fleet-protocol.ts";
import { momentsOf, sayMoment } from "./fleet/report.ts";

/**
 * The cascade in words: the first moments, with the later ones folded away. `recorded`: they are not
 * the reader's.
 */
export function momentsList(events: readonly FleetEvent[], recorded: boolean): unknown {
  const all = momentsOf(events);
  const few = all.slice(0, 4);
  return html`
    <ol class=${recorded ? "moments muted" : "moments"} aria-label="The numbered moments">
      ${few.map((moment) => html`<li>${sayMoment(moment)}</li>`)}
    </ol>
    <div class="more">
      ${
        all.length > few.length
          ? html`<details>
              <summary>${formatCount(all.length - few.length)} more moments</summary>
              <ol class="moments" start=${few.length + 1} aria-label="The later moments">
                ${all.slice(few.length).map((moment) => html`<li>${sayMoment(moment)}</li>`)}
              </ol>
            </details>`
          : nothing
      }
    </div>
  `;
}
