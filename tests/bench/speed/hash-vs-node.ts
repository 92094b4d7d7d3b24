/** The article's Node program against Lanes in Chromium: same work, same digests, run in turn. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { run } from "../../browser/driver/results.ts";
import { environment, openPage, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, median, type Report, spread } from "../kit/report.ts";

const tasks = 4;
const size = 2_000_000;
const workers = 2;
const rounds = roundsOr(3);

interface NodeRun {
  sequentialMs: number;
  promiseAllMs: number;
  parallelMs: number;
  digests: string[];
  same: boolean;
}

function runNode(): NodeRun {
  const program = resolve(import.meta.dirname, "hash-in-node.mjs");
  const output = execFileSync(process.execPath, [program, `${tasks}`, `${size}`, `${workers}`], {
    encoding: "utf8",
  });
  return JSON.parse(output) as NodeRun;
}

export async function bench(): Promise<Report> {
  const page = await openPage();
  try {
    const node: NodeRun[] = [];
    const lanes: Record<string, number[]> = { sequential: [], concurrent: [], parallel: [] };
    const parallelFreezes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      node.push(runNode());
      const results = await run(page.tab, {
        work: "hash",
        tasks,
        size,
        workers,
        how: ["sequential", "concurrent", "parallel"],
      });
      for (const result of results) {
        if (String(result.digests) !== String(node[0]?.digests)) {
          throw new Error(`${result.how}: the digests differ from Node's.`);
        }
        lanes[result.how]?.push(result.wallMs);
        if (result.how === "parallel") parallelFreezes.push(result.eventLoop.longestFreezeMs);
      }
    }
    const of = (how: string) => lanes[how] as number[];
    const perRound = (ratio: (round: number) => number) =>
      median(Array.from({ length: rounds }, (_, round) => ratio(round)));
    return {
      bench: `hash-vs-node: ${tasks} tasks of ${size} SHA-256 links, ${workers} workers, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows: [
        { name: "Node sequential", figures: spread(node.map((round) => round.sequentialMs)) },
        { name: "Lanes sequential", figures: spread(of("sequential")) },
        { name: "Node Promise.all", figures: spread(node.map((round) => round.promiseAllMs)) },
        { name: "Lanes concurrent", figures: spread(of("concurrent")) },
        { name: "Node worker threads", figures: spread(node.map((round) => round.parallelMs)) },
        { name: "Lanes parallel", figures: spread(of("parallel")) },
        { name: "Lanes parallel, longest freeze", figures: spread(parallelFreezes) },
      ],
      claims: [
        atLeast(
          "Lanes sequential is this many times as fast as Node sequential",
          perRound((i) => (node[i] as NodeRun).sequentialMs / (of("sequential")[i] as number)),
          2,
        ),
        atLeast(
          "Lanes parallel is this many times as fast as Lanes sequential",
          perRound((i) => (of("sequential")[i] as number) / (of("parallel")[i] as number)),
          1.9,
        ),
        atMost("longest freeze of the main thread under parallel, ms", median(parallelFreezes), 20),
      ],
    };
  } finally {
    await page.close();
  }
}
