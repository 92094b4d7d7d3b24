/**
 * `ref`: the results of a link's author, which the page shows beside the reader's own. For example
 *
 *     1~Firefox-153~8~tm-~s2214:2210:21,c2230.5:2230:22!,p641:12
 *
 * | part          | means                                                                        |
 * |---------------|------------------------------------------------------------------------------|
 * | `1`           | version of this format                                                       |
 * | `Firefox-153` | the engine: one word of at most 16 letters and optionally a version          |
 * | `8`           | the cores that it reported, 1–99999; 0 if that is not known                  |
 * | `tm-`         | tier of `parallel` (`t` threads, `w` workers, `-` none), event loop under    |
 * |               | test (`m` main, `w` worker), backend (`n` network, `m` modelled, `-` none)   |
 * | `s2214:2210:21:0!` | a run: strategy (`s` sequential, `c` concurrent, `b` bounded,           |
 * |               | `l` sliced, `p` parallel), wall time and longest freeze in ms to a tenth,    |
 * |               | health checks missed, tasks failed; trailing zeros are left out; `!` if cold |
 *
 * The set-up is in the rest of the link. At most five runs, one per strategy, so it never exceeds
 * `maxReferenceLength`; all characters are valid unescaped in URL fragments and in HTML.
 */
import { isClean } from "../compare.ts";
import { strategies, strategyEntry } from "../strategies.ts";
import type { Environment, Result, Spec, Strategy } from "../types.ts";

export interface ReferenceRun {
  how: Strategy;
  wallMs: number;
  longestFreezeMs: number;
  /** Health checks. */
  missed: number;
  /** Tasks. */
  failed: number;
  cold: boolean;
}

export interface Reference {
  engine: string;
  reportedCores: number;
  /** Of `parallel`. */
  tier: Environment["tier"];
  loop: Spec["loop"];
  backend: Environment["backend"];
  runs: ReferenceRun[];
}

export const maxReferenceLength = 400;

const letters = {
  tier: { threads: "t", workers: "w", none: "-" },
  loop: { main: "m", worker: "w" },
  backend: { network: "n", modelled: "m", none: "-" },
} as const;

const engineNames = /^[A-Za-z]{1,16}( \d[\d.]{0,11})?$/;
const wholes = /^1~([A-Za-z]{1,16}(?:-\d[\d.]{0,11})?)~(\d{1,5})~([tw-])([mw])([nm-])~(.+)$/;
const runs =
  /^([a-z])(\d{1,9}(?:\.\d)?)(?::(\d{1,9}(?:\.\d)?))?(?::(\d{1,9}))?(?::(\d{1,9}))?(!?)$/;
const mostCount = 999_999_999;
const mostMs = 999_999_999.9;

/** undefined for any text that does not match the format exactly. Never throws. */
export function readReference(text: string): Reference | undefined {
  if (text.length > maxReferenceLength) return undefined;
  const whole = wholes.exec(text);
  if (!whole) return undefined;
  const [, engine = "", cores, tier = "", loop = "", backend = "", list = ""] = whole;
  const read: ReferenceRun[] = [];
  for (const part of list.split(",")) {
    const run = readRun(part);
    if (!run || read.some(({ how }) => how === run.how)) return undefined;
    read.push(run);
  }
  return {
    engine: engine.replace("-", " "),
    reportedCores: Number(cores),
    tier: named(letters.tier, tier),
    loop: named(letters.loop, loop),
    backend: named(letters.backend, backend),
    runs: read,
  };
}

/** A sentence that says why a `ref` cannot be read. */
export function whyUnreadable(text: string): string {
  const version = /^(\d{1,4})~/.exec(text)?.[1];
  return version !== undefined && version !== "1"
    ? `The author’s results (“ref”) are of version ${version}, which this Lanes cannot read.`
    : "The author’s results (“ref”) could not be read.";
}

export function writeReference(reference: Reference): string {
  const { engine, reportedCores, tier, loop, backend } = reference;
  const name = engineNames.test(engine) ? engine.replace(" ", "-") : "unknown";
  const where = letters.tier[tier] + letters.loop[loop] + letters.backend[backend];
  const cores = Math.round(clamp(reportedCores, 99_999));
  return `1~${name}~${cores}~${where}~${reference.runs.map(writeRun).join(",")}`;
}

/**
 * The reference to results that share a set-up: the first clean one per strategy; "" if there is
 * none. Runs in hidden tabs, cancelled and disturbed runs are left out.
 */
export function referenceTo(results: readonly Result[]): string {
  const whole = results.filter(
    (result, index) =>
      isClean(result) &&
      results.findIndex((other) => other.how === result.how && isClean(other)) === index,
  );
  const [first] = whole;
  if (!first) return "";
  const { engine, reportedCores, backend } = first.environment;
  return writeReference({
    engine,
    reportedCores,
    backend,
    tier: whole.find(({ how }) => strategyEntry(how).threads)?.environment.tier ?? "none",
    loop: first.spec.loop,
    runs: whole.map(({ how, wallMs, eventLoop, tasks, cold }) => ({
      how,
      wallMs,
      longestFreezeMs: eventLoop.longestFreezeMs,
      missed: eventLoop.health.missed,
      failed: tasks.failed,
      cold,
    })),
  });
}

function readRun(text: string): ReferenceRun | undefined {
  const found = runs.exec(text);
  if (!found) return undefined;
  const [, letter, wall, freeze = "0", missed = "0", failed = "0", cold] = found;
  const how = strategies.find((name) => strategyEntry(name).letter === letter);
  if (!how) return undefined;
  return {
    how,
    wallMs: Number(wall),
    longestFreezeMs: Number(freeze),
    missed: Number(missed),
    failed: Number(failed),
    cold: cold === "!",
  };
}

function writeRun({ how, wallMs, longestFreezeMs, missed, failed, cold }: ReferenceRun): string {
  const numbers = [tenths(wallMs), tenths(longestFreezeMs)];
  for (const count of [missed, failed]) numbers.push(Math.round(clamp(count, mostCount)));
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  return `${strategyEntry(how).letter}${numbers.join(":")}${cold ? "!" : ""}`;
}

function tenths(ms: number): number {
  return Math.round(clamp(ms, mostMs) * 10) / 10;
}

/** Numbers may come from API callers: NaN and negative ones become 0. */
function clamp(value: number, most: number): number {
  return value > 0 ? Math.min(most, value) : 0;
}

function named<Name extends string>(table: Readonly<Record<Name, string>>, letter: string): Name {
  // The patterns let no other letter through.
  return (Object.keys(table) as Name[]).find((name) => table[name] === letter) as Name;
}
