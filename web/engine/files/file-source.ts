/** The files of a run of the work `file`, and how each kind of thread reads them. */

export const filesInMemoryNote =
  "This browser gives this page no private file system: the files were blobs in memory, read through the same asynchronous File API (workers: FileReaderSync).";

export const filesJustWrittenNote =
  "The files were written just before the clock started, so the system may have answered from its cache and not from the disk.";

/** By task index. Structured cloning hands it to any worker. */
export interface FileSource {
  /** The folder in the origin private file system; null where the files are blobs in memory. */
  folder: string | null;
  /** The file of each task, as asynchronous reads see it. */
  blobs: Blob[];
}

/** What the Wasm modules call (file_read.cpp, suspending_run.cpp). */
export interface FileReading {
  read(task: number, offset: number, length: number): Promise<Uint8Array>;
  /** Fills `to` and gives how many bytes it got. */
  readBlocking(task: number, offset: number, to: Uint8Array): number;
}

/**
 * The parts of the worker-only file APIs that we use; TypeScript declares them only in its worker
 * library.
 */
interface AccessHandle {
  read(to: Uint8Array, options: { at: number }): number;
  write(from: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}
export interface AccessibleFile extends FileSystemFileHandle {
  /** Missing outside workers and in browsers without such handles. */
  createSyncAccessHandle?(): Promise<AccessHandle>;
}
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

export function fileName(task: number): string {
  return `file-${task}`;
}

export async function openFolder(name: string, create = false): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create });
}

/** Reads for an event loop. */
export function asyncReading({ blobs }: FileSource): FileReading {
  return {
    async read(task, offset, length) {
      const part = (blobs[task] as Blob).slice(offset, offset + length);
      return new Uint8Array(await part.arrayBuffer());
    },
    readBlocking() {
      throw new Error("An event loop must not block.");
    },
  };
}

export interface BlockingReading extends FileReading {
  close(): void;
}

/**
 * Reads that block a worker, through the file's access handle where there is one, else through a
 * synchronous reader of its blob. Both read one task's file.
 */
export async function blockingReading(
  { folder, blobs }: FileSource,
  task: number,
): Promise<BlockingReading> {
  const blob = blobs[0] as Blob;
  const read = () => Promise.reject(new Error("This worker blocks."));
  const handle = folder === null ? undefined : await accessHandle(folder, task);
  if (handle) {
    return {
      read,
      readBlocking: (_task, offset, to) => handle.read(to, { at: offset }),
      close: () => handle.close(),
    };
  }
  const reader = new FileReaderSync();
  return {
    read,
    readBlocking(_task, offset, to) {
      const bytes = reader.readAsArrayBuffer(blob.slice(offset, offset + to.length));
      to.set(new Uint8Array(bytes));
      return bytes.byteLength;
    },
    close: () => undefined,
  };
}

async function accessHandle(folder: string, task: number) {
  try {
    const file: AccessibleFile = await (await openFolder(folder)).getFileHandle(fileName(task));
    return await file.createSyncAccessHandle?.();
  } catch {
    return undefined;
  }
}
