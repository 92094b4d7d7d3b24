/** Creates and removes the files of a run of the work `file`, from the page. */
import { LanesError } from "../../spec/errors.ts";
import type { Spec } from "../../spec/types.ts";
import { Conversation } from "../../workers/conversation.ts";
import type { FileSource } from "./file-source.ts";
import type { FileWriterContract, WriteOrder } from "./file-writer-worker.ts";
import fileWriterWorker from "./file-writer-worker.ts?worker&url";

/** An upper bound: a demonstration should not write more than this. */
export const mostFileBytes = 1 << 30;

/** Folders left behind by dead pages are removed after this long. */
const abandonedMs = 3_600_000;
const prefix = "lanes-";

class Files {
  #count = 0;
  #swept = false;

  /** Rejects when `signal` aborts, when the files do not fit, or when they cannot be written. */
  async write(spec: Spec, signal: AbortSignal): Promise<FileSource> {
    await checkRoom(spec);
    if (!this.#swept) void sweep();
    this.#swept = true;
    const folder = `${prefix}${Date.now()}-${++this.#count}-${Math.random().toString(36).slice(2)}`;
    const { seed, size: sizeKiB, tasks } = spec;
    try {
      return await writeInWorker({ folder, seed, sizeKiB, tasks }, signal);
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
  }

  async remove({ folder }: FileSource): Promise<void> {
    if (folder !== null) await removeFolder(folder);
  }
}

/** Of this page. */
export const files = new Files();

async function writeInWorker(order: WriteOrder, signal: AbortSignal): Promise<FileSource> {
  const worker = new Conversation<FileWriterContract>(fileWriterWorker, {
    whyItStopped: (reason) =>
      new LanesError("worker-died", `The worker that writes files stopped (${reason}).`),
  });
  try {
    const source = await worker.ask("write", order, { signal });
    if (source === "full") throw noRoom(order.tasks * order.sizeKiB * 1024);
    return source;
  } finally {
    worker.end(new LanesError("cancelled", "The files are written."));
  }
}

async function checkRoom({ tasks, size }: Spec): Promise<void> {
  const bytes = tasks * size * 1024;
  if (bytes > mostFileBytes) throw noRoom(bytes);
  const estimate = await navigator.storage?.estimate?.().catch(() => undefined);
  if (estimate?.quota !== undefined && bytes > estimate.quota - (estimate.usage ?? 0)) {
    throw noRoom(bytes);
  }
}

function noRoom(bytes: number): LanesError {
  const mib = Math.ceil(bytes / (1 << 20)).toLocaleString("en-US");
  return new LanesError(
    "out-of-memory",
    `The files of this run take ${mib} MiB, more than the browser lets this page write or the 1,024 MiB that Lanes does: use fewer tasks or smaller files.`,
  );
}

/** A worker that has just ended may still hold a file open: retries for half a second. */
async function removeFolder(name: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true });
      return;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name === "NotFoundError") return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function sweep(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) {
      const written = Number(/^lanes-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
      if (Date.now() - written > abandonedMs) await root.removeEntry(name, { recursive: true });
    }
  } catch {
    // No such file system, or another tab is cleaning up at the same time.
  }
}
