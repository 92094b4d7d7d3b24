/** Reads the tasks' outputs from the table that a module keeps in its memory. */
import type { TaskOutput } from "../../spec/types.ts";

/** What a host knows of an output; the engine adds which strategy made it. */
export type HostOutput = Omit<TaskOutput, "how">;

/** 32-bit words per entry: wasm/core/recording/outputs.hpp. */
const entryWords = 8;

/** Browsers that share no memory may have no Atomics, and then no other thread writes the table. */
const load: (table: Uint32Array, at: number) => number =
  typeof Atomics === "object" ? Atomics.load : (table: Uint32Array, at: number) => table[at] ?? 0;

export class OutputReader {
  readonly #taken = new Set<number>();

  /** The outputs added since the last call, in order; their pixels are copied. */
  take(table: Uint32Array): HostOutput[] {
    const come: { task: number; turn: number }[] = [];
    for (let task = 0; task * entryWords < table.length; task++) {
      const turn = load(table, task * entryWords);
      if (turn > 0 && !this.#taken.has(task)) come.push({ task, turn });
    }
    come.sort((a, b) => a.turn - b.turn);
    const outputs: HostOutput[] = [];
    for (const { task } of come) {
      const at = task * entryWords;
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
