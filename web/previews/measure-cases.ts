/**
 * Measures the cases of the previews: `node measure-cases.mjs FILE [--busy] [NAME…]`. Runs each, or
 * those named, under Node and keeps the results in FILE (kept.ts). LANES_MODULES: the folder of the Wasm modules. On
 * errors, prints one line. Does nothing if FILE was made by the same code with the same modules.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type RecordedCase, recordedRunOf } from "../kit/recorded/recorded.ts";
import { agreementOf } from "../spec/compare.ts";
import { sentenceOf } from "../spec/errors.ts";
import { defaultSpec } from "../spec/link/grammar.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import type { Result } from "../spec/types.ts";
import { firstWork } from "../spec/works.ts";
import { fail } from "./fail.ts";
import { cases, describeCase, keep, type PreviewCase, page, readKept } from "./kept.ts";
import { measureSpec } from "./node/measure.ts";
import { modulesFolder } from "./node/modules.ts";
import { quietRound } from "./rounds.ts";

const [file, ...rest] = process.argv.slice(2);
/** Accepts runs that other load disturbed: for tests, whose images are not published. */
const busy = rest.includes("--busy");
const names = rest.filter((argument) => !argument.startsWith("--"));

/** undefined if other work disturbed every round. */
async function measureCase(one: PreviewCase): Promise<RecordedCase | undefined> {
  try {
    const { spec, bystander } = one;
    const whole = { ...defaultSpec(spec.work ?? firstWork, page), ...spec };
    const round = () => measureSpec(normaliseSpec(whole, page), bystander);
    const results = busy ? await round() : await quietRound(round);
    if (!results) return undefined;
    if (agreementOf(results).kind !== "same") throw new Error("the strategies’ answers differ");
    for (const { how, tasks, failures } of results) {
      const [why] = Object.values(failures);
      if (tasks.ok === 0) throw new Error(`${how} had no answer (${why ?? "cancelled"})`);
    }
    return {
      what: describeCase(one),
      on: new Date().toISOString().slice(0, 10),
      digest: digestOf(results),
      results: results.map(recordedRunOf),
    };
  } catch (error) {
    throw new Error(`${one.name}: ${sentenceOf(error)}`);
  }
}

/** Of the answers of all strategies, which agree: a task that failed has none. */
function digestOf(results: readonly Result[]): string {
  const answers: string[] = [];
  for (const { digests } of results) {
    for (const [task, answer] of digests.entries()) answers[task] ||= answer;
  }
  return createHash("sha256").update(answers.join("\n")).digest("hex");
}

/** To the microsecond. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
}

/** A hash of the Node version, the scripts in this folder and the Wasm modules that are run. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  const here = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".mjs")).sort();
  for (const name of here) hash.update(await readFile(resolve(import.meta.dirname, name)));
  for (const name of ["lanes", "lanes-downstream"]) {
    hash.update(await readFile(resolve(modulesFolder(), `${name}.mjs`)));
    hash.update(await readFile(resolve(modulesFolder(), `${name}.wasm`)));
  }
  return hash.digest("hex");
}

const failed = "The previews could not be measured";
if (!file) fail(failed, "the command is node measure-cases.mjs FILE [--busy] [NAME…]");
try {
  const madeBy = await fingerprint();
  const before = readKept(await readFile(file, "utf8").catch(() => "{}"));
  if (before.madeBy !== madeBy || names.length > 0) {
    const measured: Record<string, RecordedCase | undefined> = {};
    for (const one of cases) {
      if (names.length > 0 && !names.includes(one.name)) continue;
      console.log(one.name);
      measured[one.name] = await measureCase(one);
      if (!measured[one.name]) {
        console.log(`${one.name}: other programs used the cores, so it is left as it was.`);
      }
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(keep(before, madeBy, measured), rounded, 1)}\n`);
  }
  process.exit(0);
} catch (error) {
  fail(failed, error);
}
