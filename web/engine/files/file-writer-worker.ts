/** Writes a run's files before its clock starts, off the page's own thread. */

import type { MainModule } from "@generated/wasm/lanes";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import { isOutOfMemory } from "../../spec/failure.ts";
import { answering } from "../../workers/answering.ts";
import { loadModule } from "../../workers/modules.ts";
import { type AccessibleFile, type FileSource, fileName, openFolder } from "./file-source.ts";

export interface WriteOrder {
  folder: string;
  seed: number;
  sizeKiB: number;
  tasks: number;
}

export interface FileWriterContract {
  asks: {
    /** "full": there is no room for them. */
    write(order: WriteOrder): FileSource | "full";
  };
  tells: object;
  news: object;
}

/** Bytes per write. */
const pieceBytes = 1 << 20;

type Pieces = Iterable<Uint8Array<ArrayBuffer>>;

function* piecesOf(module: MainModule, seed: number, bytes: number): Pieces {
  for (let offset = 0; offset < bytes; offset += pieceBytes) {
    const piece = module.fileBytes(seed, offset, Math.min(pieceBytes, bytes - offset));
    yield piece as Uint8Array<ArrayBuffer>;
  }
}

async function writeFile(file: AccessibleFile, pieces: Pieces): Promise<void> {
  const handle = await file.createSyncAccessHandle?.();
  if (handle) {
    try {
      let at = 0;
      for (const piece of pieces) at += handle.write(piece, { at });
      handle.flush();
    } finally {
      handle.close();
    }
    return;
  }
  const writable = await file.createWritable();
  for (const piece of pieces) await writable.write(piece);
  await writable.close();
}

/** Undefined where the browser has no such file system, or denies it in this context. */
async function newFolder(name: string): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const folder = await openFolder(name, true);
    const trial = await folder.getFileHandle("trial", { create: true });
    await writeFile(trial, [new Uint8Array(8)]);
    await trial.getFile();
    return folder;
  } catch {
    return undefined;
  }
}

async function write({ folder: name, seed, sizeKiB, tasks }: WriteOrder): Promise<FileSource> {
  const module = await loadModule<MainModule>("lanes");
  const folder = await newFolder(name);
  const blobs: Blob[] = [];
  for (let task = 0; task < tasks; task++) {
    const pieces = piecesOf(module, (seed + task) >>> 0, sizeKiB * 1024);
    if (folder) {
      const file = await folder.getFileHandle(fileName(task), { create: true });
      await writeFile(file, pieces);
      blobs.push(await file.getFile());
    } else {
      blobs.push(new Blob([...pieces]));
    }
  }
  return { folder: folder ? name : null, blobs };
}

answering<FileWriterContract>(
  {
    async write(order) {
      try {
        return await write(order);
      } catch (error) {
        if (error instanceof DOMException && error.name === "QuotaExceededError") return "full";
        if (isOutOfMemory(error)) throw error;
        const reason = sentenceOf(error);
        throw new LanesError("unavailable", `The files could not be written: ${reason}`);
      }
    },
  },
  {},
);
