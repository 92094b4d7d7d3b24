/** The title and the note of a link's author, said to be theirs: text, whatever is in it. */
import { css, html, nothing } from "lit";
import { runKey } from "../../spec/link/relevance.ts";
import type { Spec } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";

export const authorWordsStyles = css`
  .words {
    display: grid;
    gap: 0.125rem;
    margin: 0;
    padding-inline-start: 0.75rem;
    border-inline-start: 4px solid var(--edge);
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .words figcaption {
    color: var(--muted);
    font-size: 0.8125rem;
  }
`;

/** nothing where the author says nothing. */
export function authorWords({ title, note }: Pick<Spec, "title" | "note">): unknown {
  if (!title && !note) return nothing;
  return html`<figure class="words">
    <figcaption>The author of this demo writes:</figcaption>
    ${title ? html`<b dir="auto">${title}</b>` : nothing}
    ${note ? html`<p dir="auto">${note}</p>` : nothing}
  </figure>`;
}

/** What the author of the link `theirs` says of a set-up: nothing once it is another than theirs. */
export function wordsFor(spec: Spec, theirs: Spec): Pick<Spec, "title" | "note"> {
  const entry = workEntry(spec.work);
  const alike = spec.how.every((how) => runKey(spec, how, entry) === runKey(theirs, how, entry));
  return alike ? { title: theirs.title, note: theirs.note } : { title: "", note: "" };
}
