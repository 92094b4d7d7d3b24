/** Both sides of bounded-vs-p-limit, in the page. */
import type { MainModule } from "@generated/wasm/lanes";
import pLimit from "p-limit";
import { offer, siteModule, timed } from "./offer.ts";
import { requestOf } from "./request.ts";

const lanes = siteModule<MainModule>("lanes");

export interface Load {
  tasks: number;
  limit: number;
}

/** What all tasks together cost each side, in ms. */
export interface Costs {
  /** From the start to the end of the last task. */
  bounded: number;
  /** Afterwards: statistics, and spans and digests handed to JavaScript. */
  report: number;
  concurrent: number;
  pLimit: number;
  promiseAll: number;
}

/** A run of the module that the page uses, driven as the page drives it. */
async function lanesRun(work: "hash" | "http", how: string, { tasks, limit }: Load) {
  const module = await lanes;
  const request = requestOf({ work, how, tasks, limit });
  const from = performance.now();
  const run = new module.EventLoopRun(request);
  await new Promise<void>((ended) => run.start(ended));
  const ran = performance.now();
  const { outcomes, maxInFlight } = run.outcome();
  run.delete();
  const reported = performance.now();
  if (outcomes.length !== tasks || outcomes.some((outcome) => outcome !== 0)) {
    throw new Error(`${how}: not every task ended well.`);
  }
  if (maxInFlight > (how === "bounded" ? limit : tasks)) {
    throw new Error(`${how} had ${maxInFlight} tasks in flight.`);
  }
  return { runMs: ran - from, reportMs: reported - ran };
}

/** `tasks` times `task`, at most `limit` at once. */
function limitedMs(task: (index: number) => Promise<unknown>, { tasks, limit }: Load) {
  return timed(async () => {
    const permit = pLimit(limit);
    const all = Array.from({ length: tasks }, (_, index) => permit(() => task(index)));
    if ((await Promise.all(all)).length !== tasks) throw new Error("p-limit lost tasks.");
  });
}

function promiseAllMs(task: (index: number) => Promise<unknown>, { tasks }: Load) {
  return timed(() => Promise.all(Array.from({ length: tasks }, (_, index) => task(index))));
}

/** The cheapest task of each side: a single SHA-256 in C++, and an async function of nothing. */
async function ready(load: Load): Promise<Costs> {
  const task = async (index: number) => index;
  const bounded = await lanesRun("hash", "bounded", load);
  return {
    bounded: bounded.runMs,
    report: bounded.reportMs,
    pLimit: await limitedMs(task, load),
    concurrent: (await lanesRun("hash", "concurrent", load)).runMs,
    promiseAll: await promiseAllMs(task, load),
  };
}

const answer = new TextEncoder().encode('{"ms":0}\n').buffer;

/** A request that is answered in the next microtask: a wait of no time, and no network. */
class AnsweredAtOnce extends EventTarget {
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onprogress: (() => void) | null = null;
  onreadystatechange: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  readyState = 0;
  status = 0;
  statusText = "";
  response: ArrayBuffer | null = null;
  responseType = "";
  responseURL = "";
  timeout = 0;
  withCredentials = false;
  open(_method: string, url: string): void {
    this.readyState = 1;
    this.responseURL = url;
  }
  overrideMimeType(): void {}
  setRequestHeader(): void {}
  getAllResponseHeaders(): string {
    return "";
  }
  abort(): void {}
  send(): void {
    queueMicrotask(() => {
      this.status = 200;
      this.statusText = "OK";
      this.response = answer;
      this.readyState = 4;
      this.onreadystatechange?.();
      this.onload?.();
    });
  }
}

/** The same request as a promise, for p-limit and Promise.all. */
function request(index: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const get = new XMLHttpRequest();
    get.open("GET", `/api/delay?ms=0&run=other&task=${index}`, true);
    get.responseType = "arraybuffer";
    get.onload = () => resolve(new TextDecoder().decode(get.response as ArrayBuffer));
    get.onerror = () => reject(new Error("The request failed."));
    get.send();
  });
}

/** The same request on both sides, answered in a microtask: every task past `limit` has to wait. */
async function waiting(load: Load): Promise<Costs> {
  const real = window.XMLHttpRequest;
  window.XMLHttpRequest = AnsweredAtOnce as never;
  try {
    const bounded = await lanesRun("http", "bounded", load);
    return {
      bounded: bounded.runMs,
      report: bounded.reportMs,
      pLimit: await limitedMs(request, load),
      concurrent: (await lanesRun("http", "concurrent", load)).runMs,
      promiseAll: await promiseAllMs(request, load),
    };
  } finally {
    window.XMLHttpRequest = real;
  }
}

const functions = { ready, waiting };
export type Functions = typeof functions;
offer(functions);
