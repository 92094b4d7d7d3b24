/** What of a link could not be used as written: a sentence each, above everything else. */
import { html, nothing } from "lit";

export function fromLink(changes: readonly string[]): unknown {
  if (changes.length === 0) return nothing;
  return html`<p class="changes">From the link: ${changes.join(" ")}</p>`;
}
