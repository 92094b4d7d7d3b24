/**
 * Describes a run before it begins: the order for its host, and what its result says of it. Pure.
 */

import { siteRoot } from "../base/site.ts";
import { version } from "../package.json";
import { LanesError } from "../spec/errors.ts";
import type {
  Capabilities,
  Environment,
  PictureData,
  RunOptions,
  Spec,
  Strategy,
} from "../spec/types.ts";
import { bringsCode, workEntry } from "../spec/works.ts";
import type { FileSource } from "./files/file-source.ts";
import { filesInMemoryNote, filesJustWrittenNote } from "./files/file-source.ts";
import type { RunOrder } from "./hosts/host.ts";
import { requestOf } from "./request.ts";
import { asksDownstream } from "./service/downstream.ts";
import type { Stage } from "./stages.ts";

const modelledNote =
  "What this run waited for is modelled: a C++ model of the service answered in real time, no server did.";

/** `run`: how many runs this page has started, this one included. */
export function orderOf(
  spec: Spec,
  how: Strategy,
  run: number,
  { suspend }: Stage,
  backend: Environment["backend"],
  files: FileSource | null,
  options: RunOptions,
): RunOrder {
  return {
    ...requestOf(spec, how),
    apiBase: `${siteRoot}api/`,
    modelled: backend === "modelled",
    runId: `${Math.round(performance.timeOrigin).toString(36)}-${run}`,
    io: asksDownstream(spec.work),
    suspend,
    files,
    picture: pictureFor(spec, options),
    watched: options.onOutput !== undefined,
    oneLock: options.oneLock === true,
    ...(bringsCode(workEntry(spec.work)) && { code: spec }),
  };
}

/** Throws a LanesError ("bad-spec") where there is nothing to hold a lock for. */
export function checkOneLock({ work }: Pick<Spec, "work">, { oneLock }: RunOptions): void {
  if (!oneLock || workEntry(work)?.bound === "cpu") return;
  throw new LanesError(
    "bad-spec",
    "One lock is for work that computes: use hash or another such work.",
  );
}

/** The user's own picture, for the work that takes one. */
export function pictureFor(spec: Spec, options: RunOptions): PictureData | undefined {
  return workEntry(spec.work)?.shows === "pair" ? options.picture : undefined;
}

/** Notes for the reader of its result. */
export function notesOn(stage: Stage, { modelled, picture, files }: RunOrder): string[] {
  const notes: string[] = [];
  if (modelled) notes.push(modelledNote);
  if (picture) {
    notes.push(
      `Every task resized the same picture, ${picture.width} × ${picture.height} px, which was given to this run.`,
    );
  }
  if (stage.note) notes.push(stage.note);
  if (files) notes.push(files.folder === null ? filesInMemoryNote : filesJustWrittenNote);
  return notes;
}

export function environmentOf(
  { engine, isolated, clockResolutionMs, reportedCores }: Capabilities,
  { tier, suspend }: Stage,
  backend: Environment["backend"],
  instrument: Environment["instrument"],
): Environment {
  return {
    engine,
    isolated,
    tier,
    suspend,
    backend,
    clockResolutionMs,
    reportedCores,
    version,
    instrument,
  };
}
