/**
 * A story's plays as they were recorded once, which its figures show faintly until the reader's own
 * replace them. Each story has them in its recorded.json, written by the benchmark `record-stories`.
 */
import { css, html } from "lit";
import { type RecordedAt, sayRecorded } from "../kit/recorded/recorded.ts";

export interface Kept<Plays> extends RecordedAt {
  /** The story's numbers when they were recorded. */
  values: Readonly<Record<string, number | string>>;
  plays: Plays;
}

/** The plays that were recorded with these numbers, if any. */
export function recordedWith<Plays>(
  values: Readonly<Record<string, number | string>>,
  kept: Kept<Plays> | undefined,
): Plays | undefined {
  const same = kept && Object.entries(kept.values).every(([key, value]) => values[key] === value);
  return same ? kept.plays : undefined;
}

/** Columns of spans: of a result, or as they are recorded. */
export interface SpanColumns {
  readonly count: number;
  readonly lane: ArrayLike<number>;
  readonly task: ArrayLike<number>;
  readonly kind: ArrayLike<number>;
  readonly startMs: ArrayLike<number>;
  readonly endMs: ArrayLike<number>;
}

/** Below a figure that has something recorded in it; otherwise it keeps its place. */
export function recordedLine(kept: RecordedAt | undefined, shown: boolean, canPlay: boolean) {
  const words = kept ? `${sayRecorded(kept)}.${canPlay ? " Play it to see yours." : ""}` : "";
  return html`<p class="recorded" ?data-gone=${!shown}>${words}</p>`;
}

export const keptStyles = css`
  .recorded {
    min-block-size: 1.5em;
    color: var(--muted);
    font-size: 0.875rem;
    line-height: 1.5;
  }
  .recorded[data-gone] {
    visibility: hidden;
  }
  dd.faint {
    color: var(--muted);
    font-weight: 400;
  }
  @media (max-width: 40rem) {
    .recorded {
      min-block-size: 3em;
    }
  }
`;
