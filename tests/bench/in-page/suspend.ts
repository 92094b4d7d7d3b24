/** The same requests, one after another, by every way to wait in the middle of C++. */
import type { MainModule, RunRequest } from "@generated/wasm/lanes";
import type { MainModule as Suspending } from "@generated/wasm/lanes-jspi";
import { offer, siteModule, timed } from "./offer.ts";
import { requestOf } from "./request.ts";

export interface Program {
  requests: number;
  latencyMs: number;
}

function requestsOf({ requests, latencyMs }: Program): RunRequest {
  return requestOf({ work: "http", tasks: requests, size: 0, latencyMs });
}

function check(outcomes: Uint8Array, requests: number): void {
  if (outcomes.length !== requests || outcomes.some((outcome) => outcome !== 0)) {
    throw new Error("Not every request was answered.");
  }
}

/** By a coroutine on Emscripten's Fetch API (XMLHttpRequest). */
async function coroutines(program: Program): Promise<number> {
  const module = await lanes;
  return timed(async () => {
    const run = new module.EventLoopRun(requestsOf(program));
    await new Promise<void>((ended) => run.start(ended));
    check(run.outcome().outcomes, program.requests);
    run.delete();
  });
}

/** By blocking C++ that is suspended at fetch(). */
async function suspended(module: Promise<Suspending>, program: Program): Promise<number> {
  const { runBlockingRequests } = await module;
  return timed(async () => {
    const outcome = await runBlockingRequests(requestsOf(program));
    check(outcome.outcomes, program.requests);
  });
}

let runs = 0;

/** What the browser needs for the same requests without any C++. */
function javascript({ requests, latencyMs }: Program): Promise<number> {
  const run = ++runs;
  return timed(async () => {
    for (let task = 0; task < requests; task++) {
      const answer = await fetch(`/api/delay?ms=${latencyMs}&run=javascript-${run}&task=${task}`);
      await answer.text();
    }
  });
}

const lanes = siteModule<MainModule>("lanes");
const asyncify = siteModule<Suspending>("lanes-asyncify");
const jspi = siteModule<Suspending>("lanes-jspi");

const functions = {
  coroutines,
  asyncify: (program: Program) => suspended(asyncify, program),
  jspi: (program: Program) => suspended(jspi, program),
  javascript,
};
export type Functions = typeof functions;
offer(functions);
