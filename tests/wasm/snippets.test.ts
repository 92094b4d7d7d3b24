/**
 * The same strategies in other languages (web/snippets), which the page shows beside the C++: those in
 * JavaScript and Python run, under Node and Python, and give the digests of the C++; those in Go are
 * compiled, where Go is installed.
 */
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { MainModule } from "@generated/wasm/lanes";
import type { MainModule as Downstream } from "@generated/wasm/lanes-downstream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesFor } from "../../web/kit/code/shown-code.ts";
import { readShownCode } from "../../web/plugins/shown-code.ts";
import { strategies, strategyEntry } from "../../web/spec/strategies.ts";
import { skipped } from "../browser/driver/browsers.ts";
import { type Server, startServer } from "../browser/driver/server.ts";
import { loadLanes, loadModule, requestOf, runToEnd } from "./module.ts";

const repository = resolve(import.meta.dirname, "../..");
const { code } = readShownCode(repository);

const seeds = [1, 2, 3, 4, 5];
const size = 2000;
const limit = 2;
const workers = 2;

/** Calls a function of the module at a path with JSON, and gets JSON. */
type Call = (path: string, name: string, ...given: unknown[]) => Promise<unknown>;

const node: Call = async (path, name, ...given) => {
  const module = await import(/* @vite-ignore */ pathToFileURL(path).href);
  return module[name](...given);
};

const python: Call = async (path, name, ...given) => {
  const folder = resolve(path, "..");
  const module = path.slice(folder.length + 1).replace(/\.py$/, "");
  // Compiled modules are not written beside the sources.
  const options = { env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } };
  const { stdout } = await promisify(execFile)(
    "python3",
    [folder, module, name, JSON.stringify(given)],
    options,
  );
  return JSON.parse(stdout);
};

let lanes: MainModule;
let downstream: Downstream;
let server: Server;
let site: string;
beforeAll(async () => {
  lanes = await loadLanes();
  downstream = await loadModule<Downstream>("lanes-downstream");
  site = mkdtempSync(resolve(tmpdir(), "lanes-snippets-"));
  writeFileSync(resolve(site, "index.html"), "");
  server = await startServer(true, site);
});
afterAll(async () => {
  await server?.stop();
  rmSync(site, { recursive: true, force: true });
});

/** The C++'s answers to the same queries, by its model of the service. */
function rowsOfTheModel(): string[] {
  const shape = { database: true, pool: 20, queue: 100, timeoutMs: 60_000 };
  const model = new downstream.DownstreamModel(shape);
  const rows = seeds.map((seed) => {
    model.submit(seed, seed, 1, 0);
    return String(model.finished(1000, 1)[2]);
  });
  model.delete();
  return rows;
}

/** Of one's own for each test: the server shares a pool by `run`. */
const urlsOf = (run: string) =>
  seeds.map(
    (seed) =>
      `${server.url}api/query?id=${seed}&ms=20&pool=20&queue=100&timeout=60000&run=${run}&task=${seed}`,
  );

describe.each([
  { language: "JavaScript", call: node, hashAll: "hashAll", getAll: "getAll" },
  { language: "Python", call: python, hashAll: "hash_all", getAll: "get_all" },
] as const)("$language", ({ language, call, hashAll, getAll }) => {
  const fileOf = (how: string, bound: "cpu" | "io") => {
    const [file] = filesFor(code.parts[language], { how, bound, tier: "threads" });
    return resolve(repository, file?.path ?? "");
  };
  const numbersOf = (how: (typeof strategies)[number]) => {
    const { number } = strategyEntry(how);
    return number ? [{ limit, workers }[number]] : [];
  };

  test.each(strategies)("%s gives the digests of the C++", async (how) => {
    const request = requestOf({ how, tasks: seeds.length, size, limit });
    const { texts } = await runToEnd(lanes, {
      ...request,
      // The single-threaded module has no pool; a digest depends on no strategy.
      how: strategyEntry(how).threads ? "sequential" : how,
    });
    expect(texts).toHaveLength(seeds.length);
    expect(await call(fileOf(how, "cpu"), hashAll, seeds, size, ...numbersOf(how))).toEqual(texts);
  });

  test.each(strategies)("%s gives the responses that the C++ gives", async (how) => {
    const urls = urlsOf(`${language}-${how}`);
    const rows = rowsOfTheModel();
    expect(new Set(rows).size).toBe(seeds.length);
    expect(await call(fileOf(how, "io"), getAll, urls, ...numbersOf(how))).toEqual(rows);
  });

  test.each(strategies)("%s fails if a request fails", async (how) => {
    const urls = [...urlsOf(`${language}-${how}-fails`), `${server.url}api/query?id=nonsense`];
    await expect(call(fileOf(how, "io"), getAll, urls, ...numbersOf(how))).rejects.toThrow();
  });
});

describe("Go", () => {
  const folder = resolve(repository, "web/snippets/go");
  const go = spawnSync("go", ["version"]).status === 0;
  /** Where Debian's packages of Go modules put their sources. */
  const packaged = "/usr/share/gocode";

  test(
    "is compiled, and go vet finds nothing",
    go ? {} : skipped("needs Go, which was not found"),
    (context) => {
      const run = (cwd: string, env: Record<string, string>, ...given: string[]) =>
        spawnSync("go", given, { cwd, env: { ...process.env, ...env }, encoding: "utf8" });
      const workspace = mkdtempSync(resolve(tmpdir(), "lanes-go-"));
      const cache = { GOCACHE: resolve(workspace, "cache"), GOFLAGS: "" };
      try {
        let vet: ReturnType<typeof run>;
        if (existsSync(resolve(packaged, "src/golang.org/x/sync/errgroup"))) {
          const copy = resolve(workspace, "src/snippets");
          cpSync(folder, copy, { recursive: true });
          const env = { ...cache, GO111MODULE: "off", GOPATH: `${workspace}:${packaged}` };
          vet = run(copy, env, "vet", ".");
        } else {
          if (run(folder, cache, "mod", "download").status !== 0) {
            const why = "needs golang.org/x/sync, which cannot be had here";
            Object.assign(context.task.meta, { skipped: why });
            context.skip(why);
          }
          vet = run(folder, cache, "vet", ".");
        }
        expect(vet.stderr).toBe("");
        expect(vet.status).toBe(0);
      } finally {
        rmSync(workspace, { recursive: true, force: true });
      }
    },
  );
});
