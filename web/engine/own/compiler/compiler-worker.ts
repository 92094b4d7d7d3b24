/** The compiler's worker: fetches and starts Clang when it is first asked for something. */
import { LanesError } from "../../../spec/errors.ts";
import { answering, handingOver } from "../../../workers/answering.ts";
import {
  type ClangArguments,
  type ClangKit,
  type ClangPackage,
  check,
  compile,
  runClang,
  usesStandardHeaders,
} from "./clang.ts";
import { CompilerFiles } from "./compiler-files.ts";
import type { CompilerContract, CompilerProgress } from "./compiler-protocol.ts";

/** `own.json` of the compiler's folder. */
interface OwnFiles {
  arguments: ClangArguments;
  headers: Record<string, string>;
}

const page = answering<CompilerContract>(
  {
    async compile({ source, site }) {
      const kit = await started(site, source);
      tell("Compiling");
      const beganMs = performance.now();
      const compiled = await compile(kit, source);
      const reply = { ...compiled, wallMs: performance.now() - beganMs };
      return "wasm" in reply ? handingOver(reply, [reply.wasm.buffer as ArrayBuffer]) : reply;
    },
    async check({ source, site }) {
      return check(await started(site, source), source);
    },
  },
  {},
);

const progress: CompilerProgress = { loadedBytes: 0, totalBytes: 0, doing: "" };

function tell(doing: string): void {
  page.tell("progress", { ...progress, doing });
}

let starting: Promise<ClangKit> | undefined;

/** Clang, and what this source needs of it. */
async function started(site: string, source: string): Promise<ClangKit> {
  starting ??= start(site).catch((error: unknown) => {
    starting = undefined;
    throw error instanceof LanesError ? error : new LanesError("unavailable", whyNot(error));
  });
  const kit = await starting;
  if (usesStandardHeaders(source)) await kit.precompiled();
  return kit;
}

async function start(site: string): Promise<ClangKit> {
  tell("Fetching the compiler");
  const files = await CompilerFiles.find(site);
  const { bytes } = files.listing;
  const whenPrecompiled = bytes["standard.pch"] ?? 0;
  progress.totalBytes = sum(Object.values(bytes)) - whenPrecompiled;
  progress.loadedBytes = 0;
  await files.fetch(files.address("bundle.js")).then((script) => script.arrayBuffer());
  progress.loadedBytes += bytes["bundle.js"] ?? 0;
  const own = (await (await files.fetch(files.address("own.json"))).json()) as OwnFiles;
  const before = progress.loadedBytes + (bytes["own.json"] ?? 0);
  const clang = await withFetch(files, async () => {
    const clangPackage = (await import(
      /* @vite-ignore */ files.address("bundle.js")
    )) as ClangPackage;
    const fetchProgress = ({ doneLength }: { doneLength: number }) => {
      progress.loadedBytes = before + doneLength;
      const fetched = progress.loadedBytes >= progress.totalBytes;
      tell(fetched ? "Starting the compiler" : "Fetching the compiler");
    };
    await runClang(clangPackage, ["--version"], {}, { fetchProgress });
    return clangPackage;
  });
  void files.forgetOthers();
  let precompiled: Promise<Uint8Array | undefined> | undefined;
  return {
    clang,
    ...own,
    precompiled() {
      if (!whenPrecompiled) return Promise.resolve(undefined);
      precompiled ??= fetchPrecompiled(files).catch(() => {
        precompiled = undefined;
        return undefined;
      });
      return precompiled;
    },
  };
}

async function fetchPrecompiled(files: CompilerFiles): Promise<Uint8Array> {
  tell("Fetching the standard headers");
  const response = await files.fetch(files.address("standard.pch"));
  return new Uint8Array(await response.arrayBuffer());
}

/** The package fetches its own files while it is loaded: they come from the cache where it has them. */
async function withFetch<T>(files: CompilerFiles, whileLoading: () => Promise<T>): Promise<T> {
  const direct = self.fetch;
  self.fetch = (input) => files.fetch(String(input));
  try {
    return await whileLoading();
  } finally {
    self.fetch = direct;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function whyNot(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `The C++ compiler did not start (${reason}). Try again, or reload the page.`;
}
