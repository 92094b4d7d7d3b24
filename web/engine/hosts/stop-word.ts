/**
 * Stops work that holds an event loop without taking turns: a word of shared memory, which the C++
 * looks at between two chunks of work (stop_word.cpp). Without it the worker would have to be
 * terminated, and Chromium lets a worker that computes go on for two seconds after that.
 */
import { canShareMemory } from "../../workers/share-memory.ts";

export type StopWord = Int32Array<SharedArrayBuffer>;

/** In the page; undefined where no memory can be shared. */
export function makeStopWord(): StopWord | undefined {
  return canShareMemory() ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
}

/** In the worker: the property of its Module object that the C++ reads. */
export const stopHooks: { lanesStop?: StopWord } = {};
