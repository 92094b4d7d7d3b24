/**
 * Makes the previews: `node make.mjs OUT NODE_MODULES KEPT`. Draws an image for each page, from the
 * measurements in the file KEPT (kept.ts) or as a plain card without them, and writes the images
 * and the list that the site's build reads (plugins/previews.ts) into OUT. On errors, prints one
 * line. Does nothing if OUT was made from the same KEPT by the same code.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { embedHeight } from "../share/embed-code.ts";
import { loadCodeLink } from "../spec/link/code-link.ts";
import { defaultSpec } from "../spec/link/grammar.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import { writeLink } from "../spec/link/write-link.ts";
import { firstWork } from "../spec/works.ts";
import { stories } from "../stories/catalogue.ts";
import type { Kept } from "../stories/kept-plays.ts";
import shared from "../stories/shared-state/recorded.json";
import type { SharedPlays } from "../stories/shared-state/shared-runs.ts";
import { altOf, cardOf, family, placeOf, plainCardOf } from "./card.ts";
import { ownCases } from "./cases/own-cases.ts";
import { tryCases } from "./cases/try-cases.ts";
import { fail } from "./fail.ts";
import { cases, type KeptFile, keptOf, page, readKept } from "./kept.ts";
import { imageWidth, listName, type Preview, type Previews } from "./preview.ts";
import { type Schedule, scheduleAltOf, scheduleCardOf } from "./schedule-card.ts";
import { app, list, series } from "./shown.ts";

const embed = { ...page, embed: true };

/** Frame height that shows the beginning of a story, CSS px. */
const storyHeight = 900;

/** A page that can be previewed, and the case that its image shows. */
type Page = Pick<Preview, "page" | "kind" | "title" | "says"> & { shows?: string };

const pages: readonly Page[] = [
  ...[...tryCases, ...ownCases].map(({ name, title, says }) => ({
    page: `try/${name}`,
    kind: "preset" as const,
    title,
    says,
    shows: name,
  })),
  { ...app, kind: "app" },
  { ...list, kind: "list" },
  { ...series, kind: "story" },
  ...stories.map(({ name, title, says, shows }) => ({
    page: `stories/${name}`,
    kind: "story" as const,
    title,
    says,
    shows,
  })),
];

async function make(out: string, packages: string, file: KeptFile, madeBy: string): Promise<void> {
  await loadCodeLink();
  const draw = await drawer(packages);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const previews: Preview[] = [];
  for (const { shows, ...about } of pages) {
    const one = [...cases, ...ownCases].find(({ name }) => name === shows);
    const schedule = shows === "schedule" ? recordedSchedule() : undefined;
    if (shows && !one && !schedule)
      throw new Error(`there is no case ${shows} for the page /${about.page}`);
    const spec = one?.spec ?? {};
    const kept = one && keptOf(file, one);
    const results = kept?.results ?? [];
    const image = `${about.page.replaceAll("/", "-") || "app"}.png`;
    const card = kept
      ? cardOf(about.title, results)
      : schedule
        ? scheduleCardOf(about.title, schedule)
        : plainCardOf(about.title, about.says);
    const alt = kept
      ? altOf(results)
      : schedule
        ? scheduleAltOf(schedule)
        : `${about.title}. ${about.says}`;
    await writeFile(resolve(out, image), draw(card));
    const { how } = normaliseSpec({ ...defaultSpec(spec.work ?? firstWork, page), ...spec }, page);
    const story = about.kind === "story";
    previews.push({
      ...about,
      image,
      alt,
      measured: kept ? `${placeOf(results)}, on ${kept.on}.` : "",
      results: results.map(({ how: strategy, wallMs, eventLoop, tasks }) => ({
        how: strategy,
        wallMs,
        longestFreezeMs: eventLoop.longestFreezeMs,
        failed: tasks.failed,
      })),
      link: writeLink(spec, page),
      frame: story ? `${about.page}/` : `embed.html${writeLink(spec, embed)}`,
      frameHeight: story ? storyHeight : embedHeight({ how }),
    });
  }
  const made: Previews = { madeBy, previews };
  await writeFile(resolve(out, listName), `${JSON.stringify(made, null, 1)}\n`);
}

/** What the explorer found of the story's counter: exact, whatever the machine did meanwhile. */
function recordedSchedule(): Schedule {
  const { found } = (shared as unknown as Kept<SharedPlays>).plays;
  const { shortest, interleavings, failing } = found;
  if (!shortest || interleavings === undefined || failing === undefined) {
    throw new Error("no schedule that fails is recorded in stories/shared-state/recorded.json");
  }
  return { shortest, interleavings, failing };
}

/** A hash of the Node version, the measurements and the scripts in this folder. */
async function fingerprint(kept: string): Promise<string> {
  const hash = createHash("sha256").update(process.version).update(kept);
  const here = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".mjs")).sort();
  for (const name of here) hash.update(await readFile(resolve(import.meta.dirname, name)));
  return hash.digest("hex");
}

/** Returns a function from SVG to PNG that uses the same font on every machine. */
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

const [out, packages, keptPath] = process.argv.slice(2);
const failed = "The previews could not be made";
if (!out || !packages || !keptPath)
  fail(failed, "the command is node make.mjs OUT NODE_MODULES KEPT");
try {
  const kept = await readFile(keptPath, "utf8").catch(() => "{}");
  const now = await fingerprint(kept);
  const before = await readFile(resolve(out, listName), "utf8").catch(() => "{}");
  if ((JSON.parse(before || "{}") as Partial<Previews>).madeBy !== now) {
    await make(out, packages, readKept(kept), now);
  }
  process.exit(0);
} catch (error) {
  fail(failed, error);
}
