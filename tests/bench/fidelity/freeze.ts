/**
 * The monitor's freezes and missing frames against Chromium's Long Tasks and Long Animation Frames.
 *
 * After a long task the browser may draw before it lets the loop answer, and only the animation frame
 * has that in it: the monitor is off by what it is outside of the two, or of 5 % of them if that is
 * more than 10 ms.
 */
import type { Spec } from "../../../web/spec/types.ts";
import { run } from "../../browser/driver/results.ts";
import { environment, openChromium, progress, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, median, type Report, type Row } from "../kit/report.ts";
import { lengthOf, type Stretch, witness } from "../kit/witness.ts";

const rounds = roundsOr(5);
const allowedMs = 10;

const waiting: Partial<Spec> = {
  work: "http",
  tasks: 4,
  latency: 1000,
  how: ["sequential"],
  backend: "modelled",
};
const computing: Partial<Spec> = { work: "hash", tasks: 4, size: 600_000, how: ["concurrent"] };

/** How far `ms` lies outside the witnesses' range, relative to the tolerance. */
function off(ms: number, taskMs: number, frameMs: number): number {
  const [least, most] = [Math.min(taskMs, frameMs), Math.max(taskMs, frameMs)];
  const share = (outsideMs: number, ofMs: number) =>
    outsideMs / Math.max(allowedMs, 0.05 * Math.abs(ofMs));
  return Math.max(0, share(least - ms, least), share(ms - most, most));
}

const longest = (stretches: readonly Stretch[]) => Math.max(0, ...stretches.map(lengthOf));

export async function bench(): Promise<Report> {
  const opened = await openChromium();
  const { page, tab } = opened;
  const worst = { length: [] as number[], place: [] as number[], computing: [] as number[] };
  const shares = { frozen: [] as number[], drawn: [] as number[], drops: [] as number[] };
  const free = { waiting: [] as number[], sliced: [] as number[], parallel: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      const blocked = await witness(page, waiting, [800, 1200]);
      const found = blocked.blocked.map((block) => {
        const middleMs = (block.startMs + block.endMs) / 2;
        const around = ({ startMs, endMs }: Stretch) => startMs < middleMs && endMs > middleMs;
        const none = { startMs: Number.NaN, endMs: Number.NaN };
        return [blocked.report.freezes, blocked.longTasks, blocked.longFrames].map(
          (stretches) => stretches.find(around) ?? none,
        ) as [Stretch, Stretch, Stretch];
      });
      worst.length.push(
        ...found.map(([freeze, task, frame]) =>
          off(lengthOf(freeze), lengthOf(task), lengthOf(frame)),
        ),
        off(
          blocked.report.longestFreezeMs,
          longest(blocked.longTasks),
          longest(blocked.longFrames),
        ),
      );
      worst.place.push(
        ...found.flatMap(([freeze, task, frame]) => [
          off(freeze.startMs, task.startMs, frame.startMs),
          off(freeze.endMs, task.endMs, frame.endMs),
        ]),
      );
      // One drop lies around the second block, and equals its length to within a frame on each
      // side.
      const block = blocked.blocked[1] as Stretch;
      const drop = blocked.report.drops.find(
        ({ startMs, endMs }) => startMs < block.endMs - 100 && endMs > block.startMs + 100,
      );
      const refreshMs = drop ? lengthOf(drop) / drop.frames : Number.NaN;
      shares.drops.push(drop ? (lengthOf(drop) + 2 * refreshMs) / lengthOf(block) : 0);

      const busy = await witness(page, computing);
      // The task includes the run's set-up and tear-down, which are not part of the run.
      const clipped = (stretches: readonly Stretch[]) =>
        longest(
          stretches.map(({ startMs, endMs }) => ({
            startMs: Math.max(startMs, 0),
            endMs: Math.min(endMs, busy.wallMs),
          })),
        );
      worst.computing.push(
        off(busy.report.longestFreezeMs, clipped(busy.longTasks), clipped(busy.longFrames)),
      );
      shares.frozen.push(busy.report.frozenMs / busy.wallMs);
      shares.drawn.push(
        busy.report.drops.reduce((sum, each) => sum + lengthOf(each), 0) / busy.wallMs,
      );

      const [sequential, sliced, parallel] = await run(tab, {
        ...computing,
        workers: 2,
        how: ["sequential", "sliced", "parallel"],
      });
      const frozenMs = sequential?.eventLoop.longestFreezeMs ?? 0;
      free.sliced.push((sliced?.eventLoop.longestFreezeMs ?? Number.NaN) / frozenMs);
      free.parallel.push((parallel?.eventLoop.longestFreezeMs ?? Number.NaN) / frozenMs);
      const [together] = await run(tab, { ...waiting, tasks: 10, how: ["concurrent"] });
      free.waiting.push((together?.eventLoop.frozenMs ?? Number.NaN) / (together?.wallMs ?? 0));
    }
    const rows: Row[] = Object.entries({ ...worst, ...shares, ...free }).map(([name, values]) => ({
      name,
      figures: { min: Math.min(...values), median: median(values), max: Math.max(...values) },
    }));
    const allowed = "median, in what is allowed (10 ms or 5 %)";
    return {
      bench: `freeze: the monitor against the browser's own witnesses, ${rounds} rounds`,
      environment: await environment(tab),
      rows,
      claims: [
        atMost(`length of a freeze, ${allowed}`, median(worst.length), 1),
        atMost(`its start and end, ${allowed}`, median(worst.place), 1),
        atMost(`the freeze of a run that computes, ${allowed}`, median(worst.computing), 1),
        atLeast("share of such a run that is frozen, median", median(shares.frozen), 0.95),
        atLeast("share of it without a frame, median", median(shares.drawn), 0.8),
        atLeast("length of a drop and two frames, in blocks, median", median(shares.drops), 1),
        atMost("longest freeze of sliced, in that of sequential", median(free.sliced), 0.25),
        atMost("longest freeze of parallel, in that of sequential", median(free.parallel), 0.25),
        atMost("share of a run that waits which is frozen", median(free.waiting), 0.25),
      ],
    };
  } finally {
    await opened.close();
  }
}
