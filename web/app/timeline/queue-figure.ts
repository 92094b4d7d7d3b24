/** A moment as a queue: what runs, and behind it what stands in line, a mark each. */
import { html, nothing } from "lit";
import { formatCount } from "../../base/format.ts";
import type { Moment } from "../../timeline/scene/moments.ts";
import { inLineAt } from "./moment-words.ts";

/** Of one kind; the words beside it have the count. */
const mostMarks = 24;

export function queueAt(moment: Moment): unknown {
  if (moment.over) return nothing;
  const line = inLineAt(moment);
  return html`${marks("now", moment.running.length)}${line.length > 0 ? "◂" : nothing}${line.map(
    ({ kind, count }) => marks(kind, count),
  )}`;
}

function marks(kind: string, count: number): unknown {
  const more = count - mostMarks;
  return html`${Array.from({ length: Math.min(count, mostMarks) }, () => html`<i class=${kind}></i>`)}${
    more > 0 ? html`<span>+${formatCount(more)}</span>` : nothing
  }`;
}
