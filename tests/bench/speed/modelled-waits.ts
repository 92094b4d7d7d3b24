/** Modelled requests and queries in three engines: how long many waits take together. */
import { type Engine, engines, needs } from "../../browser/driver/browsers.ts";
import { run } from "../../browser/driver/results.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, median, type Report, type Row, spread } from "../kit/report.ts";

const rounds = roundsOr(5);

export async function bench(): Promise<Report> {
  const rows: Row[] = [];
  const claims: Report["claims"] = [];
  let here: Report["environment"] = {};
  const there = engines.filter((engine) => !needs(engine).skip);
  for (const engine of there) {
    const page = await openPage({ engine });
    try {
      here = engine === there[0] ? await environment(page.tab) : here;
      for (const work of ["http", "query"]) {
        progress(`${engine}, 50 × 200 ms, ${work}`);
        const wallMs: number[] = [];
        const share: number[] = [];
        for (let round = -1; round < rounds; round++) {
          const [result] = await run(page.tab, {
            ...{ work, tasks: 50, latency: 200, pool: 50 },
            how: ["concurrent"],
            backend: "modelled",
          });
          if (!result || round < 0) continue;
          wallMs.push(result.wallMs);
          share.push(result.eventLoop.longestFreezeMs / result.wallMs);
        }
        rows.push({ name: `${engine}: 50 × 200 ms, ${work}`, figures: spread(wallMs) });
        const title = `${engine}: 50 × 200 ms, ${work}`;
        claims.push(
          atMost(`${title}, median ms`, median(wallMs), 230),
          atMost(`${title}, longest freeze in the wall time, median`, median(share), 0.5),
        );
      }
      await measureMany(engine, page.tab, rows, claims);
    } finally {
      await page.close();
    }
  }
  return {
    bench: `modelled-waits: many waits at once, ${rounds} rounds`,
    environment: here,
    rows,
    claims,
  };
}

/** 10,000 queries at once, and a what-if of as many. */
async function measureMany(
  engine: Engine,
  tab: Awaited<ReturnType<typeof openPage>>["tab"],
  rows: Row[],
  claims: Report["claims"],
): Promise<void> {
  progress(`${engine}, 10,000 queries`);
  const wallMs: number[] = [];
  const freezeMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [result] = await run(tab, {
      work: "query",
      ...{ tasks: 10_000, latency: 100, jitter: 50, pool: 10_000 },
      how: ["concurrent"],
      backend: "modelled",
    });
    wallMs.push(result?.wallMs ?? Number.NaN);
    freezeMs.push(result?.eventLoop.longestFreezeMs ?? Number.NaN);
  }
  rows.push(
    { name: `${engine}: 10,000 queries`, figures: spread(wallMs) },
    { name: `${engine}: 10,000 queries, longest freeze`, figures: spread(freezeMs) },
  );
  const share = median(freezeMs.map((ms, round) => ms / (wallMs[round] as number)));
  claims.push(atMost(`${engine}: 10,000 queries, freeze in the wall time, median`, share, 0.5));
  const played = await tab.evaluate(async () => {
    const spec = { work: "query", tasks: 10_000, pool: 20, latency: 200, jitter: 50 };
    await window.lanes.whatIf(spec, [20]);
    const beganMs = performance.now();
    const [point] = await window.lanes.whatIf(spec, [20]);
    return (point?.wallMs ?? 0) / (performance.now() - beganMs);
  });
  claims.push(atLeast(`${engine}: a what-if, times as fast as what it plays`, played, 1000));
}
