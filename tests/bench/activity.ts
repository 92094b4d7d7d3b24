/**
 * What a Chromium that we started does, seen from outside it: CPU time and memory of its renderer
 * processes, from Linux's /proc. Source: proc(5); schedstat's first number is the nanoseconds that
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

/** Resident memory of the processes, in bytes. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`));
    return sum + Number(found?.[1] ?? 0) * 1024;
  }, 0);
}

/** On-CPU milliseconds so far, by thread. */
function cpuMs(pids: readonly number[]): Map<string, number> {
  const threads = new Map<string, number>();
  for (const pid of pids) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const [ns = ""] = read(`/proc/${pid}/task/${thread}/schedstat`).split(" ");
      if (ns && runsScripts(pid, thread)) threads.set(thread, Number(ns) / 1e6);
    }
  }
  return threads;
}

/** True for a page's main thread and its workers; not for those that compose, compile or collect. */
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

/** Samples the threads that run scripts every `intervalMs` until `stop()`. */
export function sampleCpu(pids: readonly number[], intervalMs: number) {
  const samples: Sample[] = [];
  let before = cpuMs(pids);
  let fromMs = Date.now();
  const ticking = setInterval(() => {
    const now = cpuMs(pids);
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
