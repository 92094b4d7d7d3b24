/** The reader's own code as a run takes it into the sandbox. */

/** `wasm`: bytes of a module with the exports of a kernel (inside/wasm-kernel.ts). */
export type OwnCode =
  | { lang: "js"; source: string }
  | { lang: "wasm"; bytes: Uint8Array<ArrayBuffer> };

/** The most that a run of somebody else's code may hold in Wasm memories together. */
export const mostMemoryBytes = 512 * 1024 * 1024;

/** Lines that a run's code may print, and characters of each; more are not kept. */
export const mostPrinted = 200;
export const mostPrintedLength = 500;

/** Characters of an answer. */
export const mostAnswerLength = 1024 * 1024;
