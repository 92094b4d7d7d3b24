/**
 * What a browser that we started does, seen from outside it: CPU time and memory of its processes,
 * from Linux's /proc. Source: proc(5); schedstat's first number is the nanoseconds that
 * a thread has been on a CPU (kernel documentation, scheduler/sched-stats).
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Browser, CDPSession } from "playwright-core";

export async function rendererPids(browser: Browser): Promise<number[]> {
  const processInfo = await processesOf(browser);
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** Every process of the browser: its own, the renderers', the one that composes, and utilities. */
export async function processesOf(browser: Browser): Promise<{ type: string; id: number }[]> {
  const session: CDPSession = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo;
}

/** Every process that this one has started, and what those have. */
export function descendants(): number[] {
  const children = new Map<number, number[]>();
  for (const pid of list("/proc").map(Number).filter(Number.isInteger)) {
    // The program's name before it, in parentheses, may have anything in it.
    const parent = Number(/.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(process.pid);
}

/** Resident memory of the processes, in bytes. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`));
    return sum + Number(found?.[1] ?? 0) * 1024;
  }, 0);
}

type WhichThreads = (pid: number, thread: string) => boolean;

/** On-CPU milliseconds so far, by thread. */
function cpuMs(pids: readonly number[], counts: WhichThreads): Map<string, number> {
  const threads = new Map<string, number>();
  for (const pid of pids) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const [ns = ""] = read(`/proc/${pid}/task/${thread}/schedstat`).split(" ");
      if (ns && counts(pid, thread)) threads.set(thread, Number(ns) / 1e6);
    }
  }
  return threads;
}

/** True for the main thread of a page in Chromium and its workers; not for those that compose, compile or collect. */
function runsScripts(pid: number, thread: string): boolean {
  return thread === `${pid}` || /^DedicatedWorke/.test(read(`/proc/${pid}/task/${thread}/comm`));
}

export interface Sample {
  /** Milliseconds since the Unix epoch. */
  fromMs: number;
  toMs: number;
  /** The share of this time that the busiest thread spent on a core. */
  busiest: number;
}

/** Samples the threads that run scripts, or those that `counts` says, every `intervalMs` until `stop()`. */
export function sampleCpu(
  pids: readonly number[],
  intervalMs: number,
  counts: WhichThreads = runsScripts,
) {
  const samples: Sample[] = [];
  let before = cpuMs(pids, counts);
  let fromMs = Date.now();
  const ticking = setInterval(() => {
    const now = cpuMs(pids, counts);
    const toMs = Date.now();
    let busyMs = 0;
    // An ended thread's counter disappears with it; at most its last tick is missed.
    for (const [thread, ms] of now) busyMs = Math.max(busyMs, ms - (before.get(thread) ?? 0));
    if (toMs > fromMs) samples.push({ fromMs, toMs, busiest: busyMs / (toMs - fromMs) });
    before = now;
    fromMs = toMs;
  }, intervalMs);
  return {
    stop(): Sample[] {
      clearInterval(ticking);
      return samples;
    },
  };
}

/** Of a core: on an idle page every thread takes less than a tenth; a computing task takes all. */
export const busyShare = 0.5;
/** After this much idle time the run is over: a later garbage collection does not count. */
const restMs = 200;

/** From `momentMs` to the end of the last busy sample before `restMs` of rest. */
export function busyFor(samples: readonly Sample[], momentMs: number): number {
  let untilMs = momentMs;
  for (const { fromMs, toMs, busiest } of samples) {
    if (toMs <= momentMs) continue;
    if (fromMs - untilMs >= restMs) break;
    if (busiest >= busyShare) untilMs = toMs;
  }
  return untilMs - momentMs;
}

export interface Thread {
  /** The system's number; no two threads have the same. */
  id: string;
  name: string;
  /** On a CPU so far. */
  cpuMs: number;
}

/** All threads of these processes; a process's first thread has the name of its type. */
export function threadsOf(processes: readonly { type: string; id: number }[]): Thread[] {
  return processes.flatMap(({ type, id: pid }) =>
    list(`/proc/${pid}/task`).map((id) => ({
      id,
      name: id === `${pid}` ? `${type} main` : read(`/proc/${pid}/task/${id}/comm`).trim(),
      cpuMs: Number(read(`/proc/${pid}/task/${id}/schedstat`).split(" ")[0]) / 1e6,
    })),
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the thread or process has ended
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
