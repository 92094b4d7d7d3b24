/** What the stories' mistakes cost and their fixes save, played in Chromium as a reader plays them. */
import {
  openStory,
  play,
  playConnections,
  playLock,
  playService,
  pressed,
  stampede,
  waiting,
} from "../../browser/driver/plays.ts";
import { until } from "../../browser/driver/reader.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, median, type Report, type Row } from "../kit/report.ts";

const rounds = roundsOr(3);

export async function bench(): Promise<Report> {
  const lanes = await openPage();
  const { tab } = lanes;
  const measured: Record<string, number[]> = {};
  const note = (name: string, value: number | undefined) => {
    measured[name] = [...(measured[name] ?? []), value ?? Number.NaN];
  };
  const of = (name: string) => median(measured[name] ?? []);
  try {
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      await openStory(lanes, "waiting-in-line/#latency=100&seconds=3");
      await pressed(tab, "Call one after another");
      await until(async () => (await waiting(tab)).lineMs !== undefined, "the calls in line");
      await pressed(tab, "Call them all together");
      await until(async () => (await waiting(tab)).togetherMs !== undefined, "all the calls");
      await pressed(tab, "Put it under load");
      await until(async () => (await waiting(tab)).line !== undefined, "the load, in line");
      await tab.evaluate(() => {
        const story = document.querySelector("waiting-in-line");
        story?.shadowRoot?.querySelectorAll<HTMLElement>(".side .play")[1]?.click();
      });
      await until(async () => (await waiting(tab)).together !== undefined, "the load, together");
      const calls = await waiting(tab);
      note(
        "waiting-in-line: times as fast together",
        (calls.lineMs ?? 0) / (calls.togetherMs ?? 0),
      );
      note("waiting-in-line: 504s together", calls.together?.timedOut);
      const p99 = (calls.line?.p99Ms ?? 0) / (calls.together?.p99Ms ?? 0);
      note("waiting-in-line: p99 in line, in that of together", p99);

      await openStory(lanes, "stampede/");
      await pressed(tab, "Send them all at once");
      await until(async () => (await stampede(tab)).all !== undefined, "the stampede");
      await pressed(tab, "Send them with the limit");
      await until(async () => (await stampede(tab)).few !== undefined, "the limited run");
      const { all, few, bestMs } = await stampede(tab);
      const lost = (all?.bystander.refused ?? 0) + (all?.bystander.timedOut ?? 0);
      const { answered = Number.NaN, sent = 0 } = few?.bystander ?? {};
      note("stampede: queries that fail at once", all?.failed);
      note("stampede: share of the bystander lost at once", lost / (all?.bystander.sent ?? 0));
      note("stampede: bystander lost with the limit", sent - answered);
      note("stampede: time with the limit, in the model's best", (few?.wallMs ?? 0) / bestMs);

      await openStory(lanes, "blocked-loop/#seconds=7");
      const loop = (await play(tab, "loop")).report;
      const pool = (await play(tab, "pool")).report;
      const slices = (await play(tab, "slices")).report;
      note("blocked-loop: instances lost on the loop", loop.lost);
      note("blocked-loop: instances lost with a pool", pool.lost);
      note(
        "blocked-loop: p99 on the loop, in that of a pool",
        loop.health.p99Ms / pool.health.p99Ms,
      );
      const full = await playService(tab, 200);
      note("blocked-loop: instances lost with a separate service, 200 %", full.lost);
      note("blocked-loop: 503s of a separate service, 200 %", full.full);
      note(
        "blocked-loop: p99 on the loop, in that of a separate service, 200 %",
        loop.health.p99Ms / full.health.p99Ms,
      );
      const inSlices = loop.health.p99Ms / slices.health.p99Ms;
      note("blocked-loop: p99 on the loop, in that of slices", inSlices);

      await openStory(lanes, "one-lock/");
      await playLock(tab, "one");
      note("one-lock: speedup of threads with one lock", (await playLock(tab, "lock")).speedup);
      note("one-lock: speedup of processes", (await playLock(tab, "processes")).speedup);
      note("one-lock: speedup of threads without it", (await playLock(tab, "free")).speedup);

      await openStory(lanes, "open-connections/");
      const one = await playConnections(tab, "one", "One request");
      const many = await playConnections(tab, "loop", "10,000 on one thread");
      const apart = await playConnections(tab, "threads", "64 on a thread each");
      note("open-connections: time of 10,000, in that of one", many.wallMs / one.wallMs);
      note("open-connections: health checks missed by 10,000", many.health.missed);
      const [loopBytes = Number.NaN] = many.memory.map(({ usedBytes }) => usedBytes / 10_000);
      const [threadBytes = Number.NaN] = apart.memory.map(({ usedBytes }) => usedBytes / 64);
      note(
        "open-connections: memory of a thread, in that of an open request",
        threadBytes / loopBytes,
      );
    }
    const rows: Row[] = Object.entries(measured).map(([name, values]) => ({
      name,
      figures: { min: Math.min(...values), median: median(values), max: Math.max(...values) },
    }));
    const least = (name: string, goal: number) => atLeast(name, of(name), goal);
    const most = (name: string, goal: number) => atMost(name, of(name), goal);
    return {
      bench: `stories: mistakes and fixes, ${rounds} rounds`,
      environment: await environment(tab),
      rows,
      claims: [
        least("waiting-in-line: times as fast together", 10),
        most("waiting-in-line: 504s together", 0),
        least("waiting-in-line: p99 in line, in that of together", 2),
        least("stampede: queries that fail at once", 5000),
        least("stampede: share of the bystander lost at once", 0.4),
        most("stampede: bystander lost with the limit", 0),
        most("stampede: time with the limit, in the model's best", 1.3),
        least("blocked-loop: instances lost on the loop", 1),
        most("blocked-loop: instances lost with a pool", 0),
        least("blocked-loop: p99 on the loop, in that of a pool", 2),
        least("blocked-loop: p99 on the loop, in that of slices", 1),
        most("blocked-loop: instances lost with a separate service, 200 %", 0),
        least("blocked-loop: 503s of a separate service, 200 %", 1),
        least("blocked-loop: p99 on the loop, in that of a separate service, 200 %", 2),
        most("one-lock: speedup of threads with one lock", 1.1),
        least("one-lock: speedup of processes", 1.5),
        least("one-lock: speedup of threads without it", 1.5),
        most("open-connections: time of 10,000, in that of one", 2),
        most("open-connections: health checks missed by 10,000", 0),
        least("open-connections: memory of a thread, in that of an open request", 50),
      ],
    };
  } finally {
    await lanes.close();
  }
}
