/**
 * The machine, of which a run wants to have all: runs of all frames and tabs of this origin wait for each
 * other, by a Web Lock (https://w3c.github.io/web-locks/). Where those are missing (no secure context) or
 * refused (an origin of its own, third-party frames of Firefox before 116), runs tell each other of
 * themselves by a BroadcastChannel, so that those which overlapped can at least be marked; and where that
 * is refused as well, this page's own queue is all there is. Storage partitions keep pages apart that
 * have other sites around them: what those do is other people's load.
 */
import { epochNow } from "../base/clock.ts";
import { orCancelled } from "../spec/cancellation.ts";
import { Neighbours, openChannel } from "./neighbours.ts";

const lockName = "lanes-run";
/** Held beside it, shared: what is after it says whose run it is. */
const namePrefix = "lanes-run-of:";
/** Whoever waits looks so often who has the turn. */
const lookMs = 500;
const longestName = 80;

/** A run that has the machine. */
export interface Turn {
  /** The page of another run of ours that was under way as well between these times; "" if none was. */
  overlapped(startMs: number, endMs: number): string;
}

export interface MachineParts {
  locks: LockManager | undefined;
  /** For pages that get no locks. */
  openChannel(): BroadcastChannel | undefined;
  /** What others call this page. */
  pageName(): string;
  now(): number;
  /** A run of this page waits for one of that page; null: it does no longer. */
  waits(page: string | null): void;
}

export class Machine {
  readonly #parts: MachineParts;
  #locks: LockManager | undefined;
  /** Where there are no locks. */
  #neighbours: Neighbours | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#locks = parts.locks;
  }

  /**
   * Does it when no other run of ours that can be reached is under way. `onWait` is told whose run it
   * waits for, again when that changes. Rejects as soon as `signal` aborts while it waits.
   */
  async during<T>(
    signal: AbortSignal,
    onWait: ((page: string) => void) | undefined,
    doing: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    const release = await this.#lock(signal, (page) => {
      this.#parts.waits(page);
      onWait?.(page);
    }).finally(() => this.#parts.waits(null));
    const { now, pageName } = this.#parts;
    if (!this.#locks) this.#neighbours ??= new Neighbours(this.#parts.openChannel(), now);
    const neighbours = this.#neighbours;
    neighbours?.begin(pageName());
    try {
      return await doing({
        overlapped: (startMs, endMs) => neighbours?.between(startMs, endMs) ?? "",
      });
    } finally {
      neighbours?.end();
      release();
    }
  }

  /** The page ends, and a run under way with it. */
  gone(): void {
    this.#neighbours?.end();
  }

  /** Resolves with what gives the lock back. */
  async #lock(signal: AbortSignal, onWait: (page: string) => void): Promise<() => void> {
    const locks = this.#locks;
    if (!locks) return () => undefined;
    let release = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    let looking: ReturnType<typeof setInterval> | undefined;
    const granted = new Promise<void>((resolve, reject) => {
      locks
        .request(lockName, { signal }, () => {
          resolve();
          // Nobody waits for this one: it is there to be read.
          const name = `${namePrefix}${this.#parts.pageName()}`;
          locks.request(name, { mode: "shared" }, () => ended).catch(() => undefined);
          return ended;
        })
        .catch(reject);
    });
    let told: string | undefined;
    const look = async () => {
      const { held = [] } = await locks.query().catch(() => ({ held: [] }));
      const name = held.map((lock) => lock.name ?? "").find((one) => one.startsWith(namePrefix));
      const page = name?.slice(namePrefix.length) ?? "";
      if (looking === undefined || page === told) return;
      told = page;
      onWait(page);
    };
    // What is free is had before this.
    const patience = setTimeout(() => {
      looking = setInterval(() => void look(), lookMs);
      void look();
    }, 50);
    try {
      await orCancelled(granted, signal);
      return release;
    } catch (refusal) {
      release();
      if (signal.aborted) throw refusal;
      // Refused here once, refused here ever.
      this.#locks = undefined;
      return () => undefined;
    } finally {
      clearTimeout(patience);
      clearInterval(looking);
      looking = undefined;
    }
  }
}

declare global {
  interface WindowEventMap {
    /** A run of this page waits for one of another page, by its name; null: no longer. */
    "lanes-wait": CustomEvent<string | null>;
  }
}

let here: Machine | undefined;

/** As it is seen from this page. */
export function machine(): Machine {
  if (here) return here;
  const made = new Machine({
    locks: "locks" in navigator ? navigator.locks : undefined,
    openChannel,
    pageName: () => document.title.replace(/ \| Lanes$/, "").slice(0, longestName),
    now: epochNow,
    waits: (page) => window.dispatchEvent(new CustomEvent("lanes-wait", { detail: page })),
  });
  window.addEventListener("pagehide", () => made.gone());
  here = made;
  return made;
}
