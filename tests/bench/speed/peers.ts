/**
 * Lanes' kernels against well-known packages on the same input, on one thread of the page.
 *
 * `hash`: hash-wasm and @noble/hashes make the same chain of links and must end at the same digest;
 * crypto.subtle is shown as what the browser has itself, a promise a link. `resize`: @jsquash/resize
 * with the same filter (Mitchell) on the same pixels; pica, which has no Mitchell, with the one of
 * the same reach (lanczos2); how much the results differ from ours is printed. Dispatch: workerpool
 * and Lanes hand tasks that do (next to) nothing to two workers, 250 at a time; Lanes' side hashes
 * once a task and records its spans, and is the sum of the makespans. The whole calls of
 * `lanes.run`, with the watchdog's start and stop around every 250 tasks, are a row too.
 */
import { catalogue } from "../../../web/spec/works.ts";
import type { Functions, Hashed, Resized } from "../in-page/peers.ts";
import { environment, inPage, openPage, progress, roundsOr } from "../kit/page.ts";
import {
  atMost,
  type Claim,
  median,
  medianRatio,
  type Report,
  type Row,
  spread,
  spreadIn,
} from "../kit/report.ts";

const rounds = roundsOr(7);
const links = 100_000;
const pictureWidth = 4096;
const dispatch = { batches: 40, tasks: 250, workers: 2 };
const dispatched = dispatch.batches * dispatch.tasks;
const records = 20_000;

type Page = Awaited<ReturnType<typeof openPage>>;
interface Part {
  rows: Row[];
  claims: Claim[];
  notes?: string[];
}

/** `once` in rounds; the first warms and is not counted. */
async function inRounds<Value>(once: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for (let round = -1; round < rounds; round++) {
    const value = await once();
    if (round >= 0) values.push(value);
  }
  return values;
}

async function hash({ tab }: Page): Promise<Part> {
  progress("hash");
  const sides = ["lanesHash", "hashWasm", "noble", "subtle"] as const;
  const names = {
    lanesHash: "hash, Lanes",
    hashWasm: "hash, hash-wasm",
    noble: "hash, @noble/hashes",
    subtle: "hash, crypto.subtle (native)",
  };
  const all = await inRounds(async () => {
    const round = {} as Record<(typeof sides)[number], Hashed>;
    for (const side of sides) round[side] = await inPage<Functions, typeof side>(tab, side, links);
    for (const side of sides) {
      if (round[side].digest !== round.lanesHash.digest) throw new Error(`${side}: wrong digest.`);
    }
    return round;
  });
  const of = (side: (typeof sides)[number]) => all.map((round) => (round[side].ms * 1e6) / links);
  return {
    rows: sides.map((side) => ({ name: names[side], figures: spreadIn("NsPerLink", of(side)) })),
    claims: (["hashWasm", "noble"] as const).map((side) =>
      atMost(
        `Lanes takes this share of what ${names[side].slice(6)} takes`,
        medianRatio(of("lanesHash"), of(side)),
        1,
      ),
    ),
  };
}

async function resize({ tab }: Page): Promise<Part> {
  if (!catalogue.some(({ name }) => name === "resize")) {
    return { rows: [], claims: [], notes: ["There is no work resize to compare yet."] };
  }
  progress("resize");
  const all: Resized[] = await inRounds(() =>
    inPage<Functions, "resize">(tab, "resize", pictureWidth),
  );
  const of = (what: keyof Resized) => all.map((round) => round[what]);
  return {
    rows: [
      { name: "resize, Lanes, Mitchell", figures: spread(of("lanesMs")) },
      {
        name: "resize, @jsquash/resize, Mitchell",
        figures: { ...spread(of("squooshMs")), meanDifference: median(of("squooshDiffers")) },
      },
      {
        name: "resize, pica, lanczos2",
        figures: { ...spread(of("picaMs")), meanDifference: median(of("picaDiffers")) },
      },
    ],
    claims: [
      atMost(
        "Lanes takes this share of what @jsquash/resize takes",
        medianRatio(of("lanesMs"), of("squooshMs")),
        1,
      ),
      atMost(
        "Lanes takes this share of what pica takes",
        medianRatio(of("lanesMs"), of("picaMs")),
        1,
      ),
    ],
  };
}

async function dispatching({ tab }: Page): Promise<Part> {
  progress("dispatch");
  const all = await inRounds(async () => ({
    workerpool: await inPage<Functions, "workerpoolMs">(tab, "workerpoolMs", dispatch),
    threads: await inPage<Functions, "lanesThreads">(tab, "lanesThreads", dispatch),
    workers: await inPage<Functions, "lanesWorkers">(tab, "lanesWorkers", dispatch),
  }));
  const perTask = (of: (round: (typeof all)[number]) => number) =>
    all.map((round) => (of(round) * 1000) / dispatched);
  const peer = perTask((round) => round.workerpool);
  const row = (name: string, values: number[]) => ({
    name,
    figures: spreadIn("UsPerTask", values),
  });
  const rows = [row("dispatch, workerpool", peer)];
  const claims: Claim[] = [];
  for (const tier of ["threads", "workers"] as const) {
    const makespan = perTask((round) => round[tier].makespanMs);
    rows.push(
      row(`dispatch, Lanes ${tier}`, makespan),
      row(
        `dispatch, Lanes ${tier}, whole calls`,
        perTask((round) => round[tier].callsMs),
      ),
    );
    claims.push(
      atMost(
        `a task under Lanes ${tier} costs this share of what it costs under workerpool`,
        medianRatio(makespan, peer),
        1,
      ),
    );
  }
  return { rows, claims };
}

async function native({ tab }: Page): Promise<Part> {
  progress("what the browser does natively");
  const all = await inRounds(() => inPage<Functions, "json">(tab, "json", records));
  const perMb = (what: "stringify" | "parse") =>
    all.map((round) => (round[what] * 1e6) / round.bytes);
  return {
    rows: [
      { name: "JSON.stringify (native)", figures: spreadIn("MsPerMB", perMb("stringify")) },
      { name: "JSON.parse (native)", figures: spreadIn("MsPerMB", perMb("parse")) },
    ],
    claims: [],
  };
}

export async function bench(): Promise<Report> {
  const page = await openPage({ script: "peers" });
  try {
    const parts = [
      await hash(page),
      await resize(page),
      await dispatching(page),
      await native(page),
    ];
    return {
      bench: `peers: ${links} links, ${pictureWidth} px, ${dispatched} dispatches, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows: parts.flatMap(({ rows }) => rows),
      claims: parts.flatMap(({ claims }) => claims),
      notes: parts.flatMap(({ notes }) => notes ?? []),
    };
  } finally {
    await page.close();
  }
}
