/** Somebody's code as the C++ of a run drives it (wasm/core/own/kernel.hpp). */
import type { LanesError } from "../../../spec/errors.ts";

/** Step::Kind. */
export const steps = { ended: 0, failed: 1, turn: 2, asks: 3, waits: 4 } as const;

/** Reply. */
export const replies = { none: 0, answered: 1, refused: 2 } as const;

/** What a kernel tells of its tasks. */
export interface Driver {
  /** `task`, which was resumed, has stopped computing. */
  stepped(task: number, kind: number, ms: number, text: string): void;
  /** Asks the service past the C++, which knows that the task waits. */
  ask(task: number, ms: number, answered: (ok: boolean, text: string) => void): void;
  /** The code is at fault, and the run ends. */
  fail(error: LanesError): void;
}

/** One instance of the code, in which any number of tasks may be open at once. */
export interface Kernel {
  resume(task: number, reply: number, text: string): void;
}

/** The numbers of a run that its tasks are made from. */
export interface TaskNumbers {
  seed: number;
  size: number;
  latencyMs: number;
}
