/** Messages between the page and the compiler's worker. */
import type { Diagnostic } from "../../../spec/diagnostic.ts";
import type { Compiled } from "./clang.ts";

export interface CompilerProgress {
  /** Of the compiler, unpacked. 0 of 0 until its weight is known. */
  loadedBytes: number;
  totalBytes: number;
  /** A few words: what is being done. */
  doing: string;
}

export interface CompilerContract {
  asks: {
    /** `site`: the address of the site's folder. `wallMs`: of Clang, once it was there. */
    compile(what: { source: string; site: string }): Compiled & { wallMs: number };
    check(what: { source: string; site: string }): Diagnostic[];
  };
  tells: Record<never, never>;
  news: { progress: CompilerProgress };
}

/**
 * `compiler.json` beside the compiler's folder, written by wasm/own/pack.mjs. In a site without a
 * compiler it has nothing in it.
 */
export interface CompilerListing {
  /** Its name is a hash of what it holds. */
  folder: string;
  /** By name. */
  bytes: Record<string, number>;
}
