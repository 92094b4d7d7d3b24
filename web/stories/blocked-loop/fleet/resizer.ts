/** Real resizes, in C++, on the thread that imports this. */

import type { MainModule, RunRequest } from "@generated/wasm/lanes";
import { epochNow } from "../../../base/clock.ts";
import { ModulePictures } from "../../../engine/hosts/pictures.ts";
import { outcomes } from "../../../spec/boundary.ts";
import { loadModule, moduleFor } from "../../../workers/modules.ts";
import type { Pictures, Work } from "./fleet-protocol.ts";

/** The resize that a request asks for, in progress. */
export interface Resize {
  /** Works for a turn of 20 ms (WorkerTask); false once there is nothing more to do. */
  advance(): boolean;
  /** Makes the next turn the last. */
  cancel(): void;
  /** Once, after the end: the pictures' digests; "" of a resize that was cancelled. */
  end(): { digest: string; work: Work };
}

/** A small picture, repeated until the browser's optimising compiler has kicked in. */
const warmUp = { pictures: { widthPx: 1024, seed: 0, each: 1 }, times: 3 };

export class Resizer {
  readonly #module: MainModule;
  readonly #outputs: ModulePictures;

  private constructor(module: MainModule) {
    this.#module = module;
    this.#outputs = new ModulePictures(new module.Pictures());
    this.#outputs.release();
  }

  static async load(): Promise<Resizer> {
    const resizer = new Resizer(await loadModule<MainModule>(moduleFor("resize")));
    for (let time = 0; time < warmUp.times; time++) resizer.resize(warmUp.pictures, time);
    return resizer;
  }

  /** From start to end, without yielding the thread. */
  resize(pictures: Pictures, request: number): { digest: string; work: Work } {
    const resize = this.begin(pictures, request);
    while (resize.advance());
    return resize.end();
  }

  begin({ widthPx, seed, each }: Pictures, request: number): Resize {
    const begin = (picture: number) => {
      const order = { ...oneTask, size: widthPx, seed: (seed + request * each + picture) >>> 0 };
      return new this.#module.WorkerTask(order, 0, this.#outputs.inModule);
    };
    let picture = 0;
    let task = begin(picture);
    let cancelled = false;
    const digests: string[] = [];
    const work: Work = { worker: -1, startEpochMs: [], endEpochMs: [] };
    /** Takes the result of a task that has ended. */
    const take = () => {
      const { outcome, text } = task.outcome();
      task.delete();
      if (outcomes[outcome] === "ok") digests.push(String(text));
      else cancelled = true;
    };
    return {
      advance() {
        work.startEpochMs.push(epochNow());
        let more = task.advance();
        if (!more) {
          take();
          more = !cancelled && ++picture < each;
          if (more) task = begin(picture);
        }
        work.endEpochMs.push(epochNow());
        return more;
      },
      cancel() {
        cancelled = true;
        task.cancel();
      },
      end: () => ({ digest: cancelled ? "" : digests.join(" "), work }),
    };
  }
}

const oneTask: Omit<RunRequest, "size" | "seed"> = {
  work: "resize",
  how: "sequential",
  tasks: 1,
  workers: 1,
  limit: 1,
  startMs: 0,
  latencyMs: 0,
  jitterPercent: 0,
  pool: 1,
  queue: 0,
  timeoutMs: 0,
  apiBase: "",
  modelled: false,
  runId: "",
};
