/** Reads what tasks left to look at from the table that a module keeps in its memory. */
import type { TaskOutput } from "./types.ts";

/** What a host knows of an output; whose strategy it was is the engine's to say. */
export type HostOutput = Omit<TaskOutput, "how">;

/** Words of 32 bits an entry: wasm/core/recording/outputs.hpp. */
const entryWords = 8;

export class OutputReader {
  readonly #taken = new Set<number>();

  /** The outputs that are there and have not been taken before; their pixels are copied. */
  take(table: Uint32Array): HostOutput[] {
    const outputs: HostOutput[] = [];
    for (let task = 0; task * entryWords < table.length; task++) {
      const at = task * entryWords;
      if (this.#taken.has(task) || Atomics.load(table, at) === 0) continue;
      this.#taken.add(task);
      const [x = 0, y = 0, width = 0, height = 0, totalWidth = 0, totalHeight = 0, address = 0] =
        table.subarray(at + 1, at + entryWords);
      const pixels = new Uint8ClampedArray(4 * width * height);
      pixels.set(new Uint8Array(table.buffer, address, pixels.length));
      outputs.push({ task, x, y, width, height, totalWidth, totalHeight, pixels });
    }
    return outputs;
  }
}

export function buffersOf(outputs: readonly HostOutput[]): Transferable[] {
  return outputs.map(({ pixels }) => pixels.buffer);
}
