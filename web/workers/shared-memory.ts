/** The memory of a module with threads. */
import { threadsMemoryMiB } from "../spec/boundary.ts";

/** Allocates the largest memory that this browser grants; the sizes also work on phones. */
export function reserveSharedMemory(): WebAssembly.Memory {
  let refusal: unknown;
  for (const sizeMiB of threadsMemoryMiB) {
    const pages = sizeMiB * 16;
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
