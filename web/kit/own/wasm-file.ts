/** A .wasm file of the reader's, chosen or dropped. It stays on this device. */
import { check } from "../../engine/own/inside/wasm-kernel.ts";
import { sentenceOf } from "../../spec/errors.ts";

/** No task needs a larger file. */
const mostBytes = 64 * 1024 * 1024;

const magic = [0, 0x61, 0x73, 0x6d];

export interface WasmFile {
  name: string;
  bytes: Uint8Array;
}

/** Rejects with an Error whose message is a sentence for the reader. Nothing of the file is run. */
export async function readWasm(file: File): Promise<WasmFile> {
  const { name, size } = file;
  if (size > mostBytes) {
    throw new Error(`${name} has ${Math.ceil(size / 1e6)} MB; the limit is 64 MB.`);
  }
  const bytes = new Uint8Array(await contentOf(file));
  if (!magic.every((byte, i) => bytes[i] === byte)) {
    throw new Error(`${name} is not WebAssembly: a .wasm file begins with “\\0asm”.`);
  }
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes);
  } catch (error) {
    throw new Error(`${name} is not valid WebAssembly (${sentenceOf(error)}).`);
  }
  try {
    check(module);
  } catch (error) {
    throw new Error(`${name}: ${sentenceOf(error)}.`);
  }
  return { name, bytes };
}

async function contentOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Error(`${file.name} cannot be read: it was moved or changed since it was chosen.`);
  }
}
