/**
 * Stops work that holds an event loop without yielding: a word of shared memory that the C++ polls
 * between chunks of work (stop_word.cpp). Otherwise the worker would have to be terminated, and
 * Chromium lets a computing worker go on for two seconds after that.
 */
import { canShareMemory } from "../../workers/share-memory.ts";

export type StopWord = Int32Array<SharedArrayBuffer>;

/** In the page; undefined where no memory can be shared. */
export function makeStopWord(): StopWord | undefined {
  return canShareMemory() ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
}

/** In the worker: the property of its Module object that the C++ reads. */
export const stopHooks: { lanesStop?: StopWord } = {};
