/** Copies a run's picture into a module, and its outputs out. */
import type { Pictures } from "@generated/wasm/lanes";
import type { RunOrder } from "./host.ts";
import { type HostOutput, OutputReader } from "./outputs.ts";

/** The pictures of one module, run after run. */
export class ModulePictures {
  readonly inModule: Pictures;
  #reader = new OutputReader();

  constructor(inModule: Pictures) {
    this.inModule = inModule;
  }

  /** Before a run. */
  prepare({ picture, watched }: Pick<RunOrder, "picture" | "watched">): void {
    this.inModule.begin(watched);
    this.#reader = new OutputReader();
    if (picture) this.inModule.setInput(picture.width, picture.height, picture.data);
    else this.inModule.dropInput();
  }

  take(): HostOutput[] {
    return this.#reader.take(this.inModule.outputs());
  }

  /** Frees the picture and the outputs. */
  release(): void {
    this.prepare({ picture: undefined, watched: false });
  }
}
