/**
 * Asyncify, JSPI and coroutines on the same program: requests one after another, size and time.
 *
 * The program is the `sequential` × `http` cell against the live server, with each means forced.
 * What a request costs beyond its latency is mostly the browser's own: the JavaScript row, which
 * awaits fetch() in a loop, shows how much. The coroutines' module also has every other strategy
 * and the CPU works in it, so the sizes compare what a page loads, not the means alone.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Functions, Program } from "../in-page/suspend.ts";
import { builtModules, environment, inPage, openPage, progress, roundsOr } from "../kit/page.ts";
import { atMost, medianRatio, type Report, type Row, spreadIn } from "../kit/report.ts";

const rounds = roundsOr(9);
const programs: Program[] = [
  { requests: 20, latencyMs: 5 },
  { requests: 200, latencyMs: 0 },
];
const means = ["coroutines", "asyncify", "jspi", "javascript"] as const;
type Means = (typeof means)[number];
const modules = { coroutines: "lanes", asyncify: "lanes-asyncify", jspi: "lanes-jspi" };

function size(module: string): Record<string, number> {
  const read = (file: string) => readFileSync(resolve(builtModules, file));
  const [wasm, script] = [read(`${module}.wasm`), read(`${module}.mjs`)];
  return {
    wasmBytes: wasm.length,
    mjsBytes: script.length,
    gzipBytes: gzipSync(wasm).length + gzipSync(script).length,
  };
}

export async function bench(): Promise<Report> {
  const page = await openPage({ script: "suspend" });
  const rows: Row[] = Object.entries(modules).map(([name, module]) => ({
    name: `${name}: ${module}`,
    figures: size(module),
  }));
  const claims: Report["claims"] = [];
  try {
    for (const program of programs) {
      const title = `${program.requests} × ${program.latencyMs} ms`;
      progress(title);
      const perRequestMs: Record<Means, number[]> = {
        coroutines: [],
        asyncify: [],
        jspi: [],
        javascript: [],
      };
      for (let round = -1; round < rounds; round++) {
        // A different one first each round: the connection is warmer for the later ones.
        for (const turn of means.keys()) {
          const name = means[(turn + round + means.length) % means.length] as Means;
          const ms = await inPage<Functions, Means>(page.tab, name, program);
          if (round >= 0) perRequestMs[name].push(ms / program.requests);
        }
      }
      for (const name of means) {
        rows.push({
          name: `${title}, ${name}`,
          figures: spreadIn("MsPerRequest", perRequestMs[name]),
        });
      }
      claims.push(
        atMost(
          `${title}: JSPI takes this many times what Asyncify takes`,
          medianRatio(perRequestMs.jspi, perRequestMs.asyncify),
          1.1,
        ),
        atMost(
          `${title}: coroutines take this many times what JSPI takes`,
          medianRatio(perRequestMs.coroutines, perRequestMs.jspi),
          1.1,
        ),
      );
    }
    return {
      bench: `suspend: sequential requests to the live server, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims,
      notes: ["The goals here are this benchmark's own: the design sets none."],
    };
  } finally {
    await page.close();
  }
}
