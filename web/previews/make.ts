/**
 * Makes the previews: `node make.mjs OUT NODE_MODULES`. Runs each case under Node, draws what was
 * measured, and writes the images and the list that the page's build reads (plugins/previews.ts) into
 * OUT. LANES_MODULES: the folder of the Wasm modules. Fails with one line. What was made by the same
 * code before is kept.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import type { Bystander, Result, Spec } from "../engine/types.ts";
import { agreementOf } from "../share/compare.ts";
import { embedHeight } from "../share/embed-code.ts";
import { defaultSpec, normaliseSpec, writeLink } from "../share/grammar.ts";
import { stories } from "../stories/catalogue.ts";
import { altOf, cardOf, family, placeOf } from "./card.ts";
import { measure } from "./node/measure.ts";
import { modulesFolder } from "./node/modules.ts";
import { presets } from "./presets.ts";
import { imageWidth, listName, type Preview, type Previews } from "./preview.ts";
import { app, list, series, stampede } from "./shown.ts";

const page = { embed: false, reportedCores: availableParallelism() };
const embed = { ...page, embed: true };

/** Room for what a story begins with, CSS px. */
const storyHeight = 900;

async function make(out: string, packages: string, madeBy: string): Promise<void> {
  const draw = await drawer(packages);
  const measured = new Map<string, readonly Result[]>();
  for (const { name, spec } of presets) measured.set(name, await measureCase(name, spec));
  measured.set(stampede.name, await measureCase(stampede.name, stampede.spec, stampede.bystander));

  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const previews: Preview[] = [];
  const add = async (
    about: Pick<Preview, "page" | "kind" | "title" | "says">,
    name: string,
    spec: Partial<Spec>,
  ) => {
    const results = measured.get(name);
    if (!results) throw new Error(`there is no case ${name} for the page /${about.page}`);
    const story = about.kind === "story";
    const image = `${about.page.replaceAll("/", "-") || "app"}.png`;
    await writeFile(resolve(out, image), draw(cardOf(about.title, results)));
    previews.push({
      ...about,
      image,
      alt: altOf(results),
      measured: `${placeOf(results)}, when this page was built.`,
      results: results.map(({ how, wallMs, eventLoop, tasks }) => ({
        how,
        wallMs,
        longestFreezeMs: eventLoop.longestFreezeMs,
        failed: tasks.failed,
      })),
      link: writeLink(spec, page),
      frame: story ? `${about.page}/` : `embed.html${writeLink(spec, embed)}`,
      frameHeight: story ? storyHeight : embedHeight({ how: results.map(({ how }) => how) }),
    });
  };
  const specOf = (name: string) => [...presets, stampede].find((one) => one.name === name)?.spec;
  for (const { name, title, says, spec } of presets) {
    await add({ page: `try/${name}`, kind: "preset", title, says }, name, spec);
  }
  const others = [
    { ...app, kind: "app" as const },
    { ...list, kind: "list" as const },
    { ...series, kind: "story" as const },
    ...stories.map(({ name, title, says, shows }) => ({
      page: `stories/${name}`,
      kind: "story" as const,
      title,
      says,
      shows,
    })),
  ];
  for (const { shows, ...about } of others) await add(about, shows, specOf(shows) ?? {});
  const made: Previews = { madeBy, previews };
  await writeFile(resolve(out, listName), `${JSON.stringify(made, null, 1)}\n`);
}

/** Changes with the Wasm modules that are run and with everything here. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  const here = (await readdir(import.meta.dirname)).sort();
  for (const name of here) hash.update(await readFile(resolve(import.meta.dirname, name)));
  for (const name of ["lanes", "lanes-downstream"]) {
    hash.update(await readFile(resolve(modulesFolder(), `${name}.mjs`)));
    hash.update(await readFile(resolve(modulesFolder(), `${name}.wasm`)));
  }
  return hash.digest("hex");
}

async function measureCase(
  name: string,
  spec: Partial<Spec>,
  bystander?: Bystander,
): Promise<Result[]> {
  try {
    const whole = { ...defaultSpec(spec.work ?? "hash", page), ...spec };
    const results = await measure(normaliseSpec(whole, page), bystander);
    if (agreementOf(results).kind !== "same") throw new Error("the strategies’ answers differ");
    for (const { how, tasks, failures } of results) {
      const [why] = Object.values(failures);
      if (tasks.ok === 0) throw new Error(`${how} had no answer (${why ?? "cancelled"})`);
    }
    return results;
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** SVG to PNG, with the same font on every machine. */
async function drawer(packages: string): Promise<(svg: string) => Uint8Array> {
  const read = async (path: string) => new Uint8Array(await readFile(resolve(packages, path)));
  await initWasm(await read("@resvg/resvg-wasm/index_bg.wasm"));
  const fontBuffers = await Promise.all(
    [400, 700].map((weight) => read(`@fontsource/arimo/files/arimo-latin-${weight}-normal.woff2`)),
  );
  return (svg) =>
    new Resvg(svg, {
      fitTo: { mode: "width", value: imageWidth },
      font: { fontBuffers, defaultFontFamily: family },
    })
      .render()
      .asPng();
}

/** A build that waits for a run for so long waits for ever, ms. */
const mostMs = 300_000;

function fail(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`The previews could not be made: ${reason}.`);
  process.exit(1);
}

const [out, packages] = process.argv.slice(2);
if (!out || !packages) fail("the command is node make.mjs OUT NODE_MODULES");
setTimeout(() => fail(`no end after ${mostMs / 1000} s`), mostMs);
try {
  const now = await fingerprint();
  const before = await readFile(resolve(out, listName), "utf8").catch(() => "{}");
  if ((JSON.parse(before || "{}") as Partial<Previews>).madeBy !== now) {
    await make(out, packages, now);
  }
  process.exit(0);
} catch (error) {
  fail(error);
}
