/**
 * The diffs of docs/adding.md add a work, a strategy and a story to a copy, which is built as far as the
 * page needs it: the C++ that knows the catalogue natively, the page by Vite, with the Wasm modules that
 * are there. What they add is then in the page, the grammar, the tests' grid and the verdict. A change
 * to the body of a strategy is in the code that its row unfolds.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, resolve } from "node:path";
import { applyPatch, parsePatch } from "diff";
import { runnerImport } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtModules } from "../../bench/kit/page.ts";
import { resultOf } from "../../web/samples/results.ts";
import { needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { goToLanes, says, until, visibleText } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";

const repository = resolve(import.meta.dirname, "../../..");
const native = resolve(process.env.LANES_NATIVE ?? resolve(repository, "build/native"));

const copy = mkdtempSync(resolve(tmpdir(), "lanes-adding-"));
const generated = resolve(copy, "build/generated");
const site = resolve(copy, "build/site");

function copyOfTheRepository(): void {
  const ours = (path: string) => basename(path) !== "node_modules";
  for (const folder of ["web", "wasm", "shaders", "tests/browser", "tests/bench", "tests/web"]) {
    cpSync(resolve(repository, folder), resolve(copy, folder), { recursive: true, filter: ours });
  }
  for (const folder of ["web", "tests"]) {
    symlinkSync(resolve(repository, folder, "node_modules"), resolve(copy, folder, "node_modules"));
  }
  const text = readFileSync(resolve(repository, "docs/adding.md"), "utf8");
  const diffs = [...text.matchAll(/```diff\n(.*?)```/gs)].map(([, diff = ""]) => diff);
  expect(diffs).toHaveLength(3);
  for (const patch of diffs.flatMap((diff) => parsePatch(diff))) {
    const path = resolve(copy, patch.newFileName?.replace(/^b\//, "") ?? "");
    const before = patch.oldFileName === "/dev/null" ? "" : readFileSync(path, "utf8");
    const after = applyPatch(before, patch);
    if (after === false)
      throw new Error(`docs/adding.md does not fit ${patch.newFileName} any more.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after);
  }
}

/** A line more in the body of a strategy that was there before, between its markers. */
const line = 'static_assert(sizeof(Semaphore) > 1, "changed");';

function changeAStrategy(to: string): void {
  const path = "wasm/core/scheduling/bounded.hpp";
  const before = readFileSync(resolve(repository, path), "utf8");
  const after = before.replace("  Semaphore permits(limit);\n", (found) => `${found}  ${to}\n`);
  expect(after).not.toBe(before);
  writeFileSync(resolve(copy, path), after);
}

/** Compiles `sources` as the native build compiles them, and links them before all that it has. */
function compile(program: string, sources: readonly string[]): string {
  const commands = JSON.parse(readFileSync(resolve(native, "compile_commands.json"), "utf8")) as {
    file: string;
    command: string;
  }[];
  const like = commands.find(({ file }) => file.endsWith("core/workloads/catalogue.cpp"));
  const [compiler = "", ...flags] = (like?.command ?? "").split(" -o ")[0]?.split(" ") ?? [];
  const folder = resolve(copy, "build", program);
  mkdirSync(folder, { recursive: true });
  const objects = sources.map((source) => {
    const object = resolve(folder, `${basename(source)}.o`);
    const mine = flags.map((flag) => flag.replace(`-I${repository}`, `-I${copy}`));
    execFileSync(
      compiler,
      [...mine, ...ofTheBuild, "-O1", "-o", object, "-c", resolve(copy, source)],
      {
        cwd: native,
      },
    );
    return object;
  });
  const libraries = ["sharing", "works", "core"].map((name) =>
    resolve(native, `wasm/liblanes_${name}.a`),
  );
  execFileSync(compiler, [...objects, ...libraries, "-o", resolve(folder, program)]);
  return resolve(folder, program);
}

/** The build's facts about the modules. */
const ofTheBuild = ["-DLANES_THREADS_MOST_MIB=64", "-DLANES_THREADS_LEAST_MIB=32"];

const added = ["wasm/core/workloads/catalogue.cpp", "wasm/core/workloads/collatz.cpp"];

function buildPage(): void {
  mkdirSync(generated, { recursive: true });
  for (const folder of ["wasm", "previews"]) {
    cpSync(resolve(builtModules, "..", folder), resolve(generated, folder), { recursive: true });
  }
  const facts = compile("facts_json", ["wasm/tools/facts_json.cpp", ...added]);
  for (const what of ["catalogue", "boundary", "sharing"]) {
    writeFileSync(resolve(generated, `${what}.json`), execFileSync(facts, [what]));
  }
  execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], {
    cwd: resolve(copy, "web"),
    env: { ...process.env, LANES_SITE: site, LANES_GENERATED: generated },
    stdio: "inherit",
  });
}

/** The copy's module of that name. */
async function imported<Module>(path: string): Promise<Module> {
  const { module } = await runnerImport<Module>(resolve(copy, path), {
    configFile: false,
    resolve: { alias: { "@generated": generated } },
  });
  return module;
}

describe("what docs/adding.md adds", needs("chromium"), () => {
  let server: Server;
  beforeAll(async () => {
    copyOfTheRepository();
    changeAStrategy(line);
    buildPage();
    server = await startServer(true, site);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(copy, { recursive: true, force: true });
  });
  const tab = useTab("chromium");

  test("the work computes, and the strategy compiles", () => {
    const program = compile("native_kernels", ["tests/bench/native_kernels.cpp", ...added]);
    // From 2 to 5: 1 + 7 + 2 + 5 steps.
    expect(JSON.parse(`${execFileSync(program, ["collatz", "4", "1"])}`)).toMatchObject([
      { digest: "15" },
    ]);
    compile("native_kernels", [
      "tests/bench/native_kernels.cpp",
      "wasm/core/scheduling/strategy.cpp",
      ...added,
    ]);
  });

  test("is on the page, and its link is read and written", async () => {
    await goToLanes(tab, `${server.url}#work=collatz&how=backwards&tasks=3&size=1000`);
    const text = await visibleText(tab);
    expect(text).toContain("Collatz steps");
    expect(text).toContain("Halves what is even");
    expect(text).toContain("One after another, from the last to the first.");
    expect(text).not.toContain("From the link:");
    const link = await tab.evaluate(() =>
      window.lanes.link({ work: "collatz", how: ["backwards" as never], tasks: 3, size: 1000 }),
    );
    expect(link).toBe("#work=collatz&how=backwards&tasks=3&size=1000");
    const colour = await tab.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue("--backwards"),
    );
    expect(colour).toContain("#5b5953");
    expect(tab.errors()).toEqual([]);
  });

  test("the code that a row unfolds is the code that is compiled", async () => {
    await goToLanes(tab, `${server.url}#how=bounded,backwards&show=code`);
    await until(
      async () => (await visibleText(tab)).replaceAll(" ", "").includes("co_awaitstart(--count);"),
      "the new strategy",
    );
    expect((await visibleText(tab)).replaceAll(" ", "")).toContain(line.replaceAll(" ", ""));
    const strategies = "wasm/core/scheduling/strategy.cpp";
    compile("changed", ["tests/bench/native_kernels.cpp", strategies, ...added]);
    changeAStrategy(line.replace(">", "<"));
    expect(() =>
      compile("broken", ["tests/bench/native_kernels.cpp", strategies, ...added]),
    ).toThrow();
    changeAStrategy(line);
  });

  test("the story is a page of the series", async () => {
    await goToLanes(tab, `${server.url}stories/one-lane/#tasks=3`);
    await until(says(tab, "Press Run."), "the story");
    expect(await visibleText(tab)).toContain("Waiting in line");
    expect(tab.errors()).toEqual([]);
  });

  test("is in the tests' grid", async () => {
    const { cellsOf } = await imported<typeof import("../driver/cells.ts")>(
      "tests/browser/driver/cells.ts",
    );
    expect(cellsOf(true).some(({ how }) => how === ("backwards" as never))).toBe(true);
    const { catalogue } =
      await imported<typeof import("../../../web/spec/works.ts")>("web/spec/works.ts");
    expect(catalogue.map(({ name }) => name)).toContain("collatz");
  });

  test("has a verdict", async () => {
    const { verdictOf } = await imported<typeof import("../../../web/analysis/verdict/verdict.ts")>(
      "web/analysis/verdict/verdict.ts",
    );
    const spec = { ...resultOf({}).spec, work: "collatz", size: 1000 };
    const results = ["sequential", "backwards"].map((how) => resultOf({ how: how as never, spec }));
    expect(
      verdictOf(results)
        .map(({ text }) => text)
        .join(" "),
    ).toContain("Backwards changed nothing in the wall time");
  });
});
