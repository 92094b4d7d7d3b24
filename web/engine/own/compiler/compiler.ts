/**
 * Compiles the reader's C++ in the browser, by Clang in a worker that starts when it is first needed.
 * The first time the compiler is fetched from the site, about 100 MB, and then kept (compiler-files.ts).
 */
import { siteRoot } from "../../../base/site.ts";
import type { Diagnostic } from "../../../spec/diagnostic.ts";
import { LanesError } from "../../../spec/errors.ts";
import { Conversation } from "../../../workers/conversation.ts";
import { CompiledStore, type KeptWasm } from "./compiled-store.ts";
import type { CompilerContract, CompilerProgress } from "./compiler-protocol.ts";
import compilerWorker from "./compiler-worker.ts?worker&url";

/** Written by the build (plugins/compiler-name.ts). */
declare const __COMPILER_NAME__: string;

export type { CompilerProgress } from "./compiler-protocol.ts";

export interface CompilerOptions {
  /** Aborting it ends the compiler, wherever it is; the next call starts it anew. */
  signal?: AbortSignal;
  onProgress?(progress: CompilerProgress): void;
}

/** `wallMs` is 0 for a source that was compiled before. */
export type CompiledCpp = { wasm: Uint8Array; wallMs: number } | { diagnostics: Diagnostic[] };

/** Sources whose Wasm is kept in memory. */
const keptSources = 16;
const kept = new Map<string, KeptWasm>();
const store = new CompiledStore(siteRoot, __COMPILER_NAME__);

let compiler: Conversation<CompilerContract> | undefined;
let ready = false;
const listeners = new Set<(progress: CompilerProgress) => void>();

/**
 * A source to Wasm that exports what docs/own-code.md says and imports nothing but `lanes.log`.
 * Rejects with a LanesError: `unavailable` where this copy of Lanes has no compiler or it cannot be
 * fetched, `cancelled`, `worker-died`.
 */
export async function compileCpp(
  source: string,
  options: CompilerOptions = {},
): Promise<CompiledCpp> {
  const before = await recall(source);
  // A copy: whoever runs it may hand its memory over.
  if (before) return { wasm: before.wasm.slice(), wallMs: 0 };
  return asking(options, async (worker, signal) => {
    const compiled = await worker.ask("compile", { source, site: siteRoot }, signal);
    if ("diagnostics" in compiled) return { diagnostics: compiled.diagnostics };
    const { wasm, wallMs } = compiled;
    const copy = { wasm: wasm.slice(), wallMs };
    keep(source, copy);
    void store.keep(source, copy);
    return { wasm, wallMs };
  });
}

/** Errors and warnings of a source; none once it is right. Rejects as `compileCpp` does. */
export function checkCpp(source: string, options: CompilerOptions = {}): Promise<Diagnostic[]> {
  return asking(options, (worker, signal) =>
    worker.ask("check", { source, site: siteRoot }, signal),
  );
}

/** Whether the compiler has been started, so that a check takes a moment and fetches nothing. */
export function compilerIsReady(): boolean {
  return ready && compiler !== undefined && !compiler.over.aborted;
}

/** What was compiled of a source on this page, or recalled: not to be handed over. */
export function compiledBefore(source: string): Readonly<KeptWasm> | undefined {
  return kept.get(source);
}

/** The same, or what an earlier page of this origin compiled. Fetches nothing, never rejects. */
export async function recall(source: string): Promise<Readonly<KeptWasm> | undefined> {
  const here = kept.get(source);
  if (here) return here;
  const stored = await store.read(source);
  if (stored) keep(source, stored);
  return stored;
}

/** Calls `listener` with all progress, whoever asked; returns what ends that. */
export function watchCompiler(listener: (progress: CompilerProgress) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts the compiler, fetching it if need be. Rejects as `compileCpp` does. */
export async function startCompiler(options: CompilerOptions = {}): Promise<void> {
  await checkCpp("", options);
}

async function asking<T>(
  { signal, onProgress }: CompilerOptions,
  ask: (
    worker: Conversation<CompilerContract>,
    options: { signal?: AbortSignal; graceMs: number },
  ) => Promise<T>,
): Promise<T> {
  if (onProgress) listeners.add(onProgress);
  try {
    // It computes without a pause: only ending it stops it.
    const reply = await ask(started(), { graceMs: 0, ...(signal && { signal }) });
    ready = true;
    return reply;
  } finally {
    if (onProgress) listeners.delete(onProgress);
  }
}

function started(): Conversation<CompilerContract> {
  if (compiler && !compiler.over.aborted) return compiler;
  ready = false;
  compiler = new Conversation<CompilerContract>(compilerWorker, {
    news: {
      progress: (progress) => {
        for (const listener of listeners) listener(progress);
      },
    },
    whyItStopped: (reason) =>
      new LanesError("worker-died", `The C++ compiler stopped working (${reason}). Try again.`),
  });
  return compiler;
}

function keep(source: string, compiled: KeptWasm): void {
  kept.set(source, compiled);
  const [oldest] = kept.keys();
  if (kept.size > keptSources && oldest !== undefined) kept.delete(oldest);
}
