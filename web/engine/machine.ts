/**
 * A run wants the whole machine to itself. Runs in all frames and tabs of this origin wait for each
 * other with a Web Lock (https://w3c.github.io/web-locks/). Where locks are missing (no secure
 * context) or refused (an opaque origin, third-party frames of Firefox before 116), runs announce
 * themselves on a BroadcastChannel, so that overlapping runs can at least be marked. Where that is
 * refused as well, only this page's own queue remains. Storage partitions separate pages embedded
 * in different sites: their runs count as other load on the machine.
 */
import { epochNow } from "../base/clock.ts";
import { orCancelled } from "../spec/cancellation.ts";
import { Neighbours, openChannel } from "./neighbours.ts";

const lockName = "lanes-run";
/** Held with it, in shared mode: the rest of its name is the title of the running page. */
const namePrefix = "lanes-run-of:";
/** How often a waiting run checks which page is running. */
const lookMs = 500;
const longestName = 80;

/** A run that holds the machine. */
export interface Turn {
  /** The page of another Lanes run that overlapped this interval; "" if there was none. */
  overlapped(startMs: number, endMs: number): string;
}

export interface MachineParts {
  locks: LockManager | undefined;
  /** For pages that cannot use locks. */
  openChannel(): BroadcastChannel | undefined;
  /** The name that other pages show for this one. */
  pageName(): string;
  now(): number;
  /** A run of this page now waits for a run of `page`; null: it no longer waits. */
  waits(page: string | null): void;
}

export class Machine {
  readonly #parts: MachineParts;
  #locks: LockManager | undefined;
  /** Used where there are no locks. */
  #neighbours: Neighbours | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#locks = parts.locks;
  }

  /**
   * Calls `doing` when no other run of this origin is in progress, as far as that can be known.
   * `onWait` gets the page it waits for, again whenever that changes. Rejects as soon as `signal`
   * aborts while it waits.
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

  /** The page is being unloaded, which ends its run. */
  gone(): void {
    this.#neighbours?.end();
  }

  /** Resolves with a function that releases the lock. */
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
          // Never contended: it only publishes this page's name.
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
    // A free lock is granted sooner than this.
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
      // A refusal is permanent, so locks are not tried again.
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
    /** A run of this page waits for the named page; null: it no longer waits. */
    "lanes-wait": CustomEvent<string | null>;
  }
}

let here: Machine | undefined;

/** This page's instance. */
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
