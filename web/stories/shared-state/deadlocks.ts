/** The programs that deadlock, and what came of one: verdict, real runs, who waits for whom. */
import { html, nothing } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import { keyOf, type Pair } from "./pairs.ts";
import type { DeadlockPlayed } from "./shared-runs.ts";
import "./wait-graph.ts";
import { sayWaiting } from "../../kit/schedule/stepping.ts";
import { sayVerdict } from "../../kit/schedule/verdict-words.ts";
import { nameOf } from "./words.ts";

export const deadlocks: readonly (Pair & { label: string })[] = [
  { program: "locks", fix: "none", label: "Two locks" },
  { program: "philosophers", fix: "none", label: "Philosophers" },
  { program: "locks", fix: "ordered", label: "Two locks, lock order" },
  { program: "philosophers", fix: "ordered", label: "Philosophers, lock order" },
];

/**
 * `recorded`: stands in for what has not been played. `shared`: there are threads that share memory.
 * `step`: shows a pair's schedule in the player.
 */
export function deadlockFigure(
  own: DeadlockPlayed | undefined,
  recorded: DeadlockPlayed | undefined,
  shared: boolean,
  busy: boolean,
  step: (pair: Pair) => void,
): unknown {
  const played = own ?? recorded;
  if (!played) {
    return html`<p class="sum">
      ${
        shared
          ? "Each button runs the program on real threads, many times, and explores its schedules."
          : "Each button explores the program’s schedules. Real threads would need shared memory, which this page does not get."
      }
    </p>`;
  }
  const { pair, exploration, races } = played;
  const waiting = races?.firstDeadlock.length ? races.firstDeadlock : exploration.shortest?.waiting;
  const seen = races?.firstDeadlock.length
    ? "As the watchdog found it on real threads"
    : "As the explorer found it";
  return html`
    <h3>${nameOf(pair)}</h3>
    <p class="sum">
      ${own ? nothing : "Recorded."} ${races ? sayThreads(races) : nothing} ${sayVerdict(exploration)}
    </p>
    ${
      waiting && waiting.length > 0
        ? html`
            <wait-graph .waiting=${waiting} ?faint=${!own}></wait-graph>
            <p class="caption">${seen}: ${sayWaiting(waiting)}</p>`
        : nothing
    }
    ${
      own && exploration.shortest
        ? html`<div class="keys">
            <button type="button" aria-disabled=${busy} data-pair=${keyOf(pair)} @click=${() => step(pair)}>
              Step through its schedule
            </button>
          </div>`
        : nothing
    }
  `;
}

function sayThreads({ runs, deadlocks: dead }: { runs: number; deadlocks: number }): string {
  if (dead === 0) return `On real threads none of ${plural(runs, "run")} deadlocked.`;
  return `On real threads ${formatCount(dead)} of ${plural(runs, "run")} deadlocked; the watchdog found that nobody moved, and ended each.`;
}
