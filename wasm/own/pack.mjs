/**
 * Puts the compiler into the site: node pack.mjs SITE PACKAGE KEPT
 *
 * SITE/compiler/HASH/ gets the files of @yowasp/clang (linked, not copied, where the file system can),
 * our headers, and the usual standard headers compiled beforehand, which is kept in KEPT;
 * SITE/compiler/compiler.json says which folder it is. HASH is of all that is in it.
 */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [site, packageFolder, kept] = process.argv.slice(2);
const headerNames = ["lanes.hpp", "sharing.hpp", "exports.hpp", "standard.hpp", "main.cpp"];
const here = import.meta.dirname;

const args = JSON.parse(readFileSync(join(here, "clang.json"), "utf8"));
const headers = Object.fromEntries(
  headerNames.map((name) => [name, readFileSync(join(here, name), "utf8")]),
);
const own = JSON.stringify({ arguments: args, headers });
const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));

const gen = join(packageFolder, "gen");
const sources = new Map(readdirSync(gen).map((name) => [name, join(gen, name)]));
sources.set("standard.pch", await precompiled());
const folder = hashOf([...sources.values()].map((path) => readFileSync(path)).concat(own));

const target = join(site, "compiler");
rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, folder), { recursive: true });
for (const [name, path] of sources) link(path, join(target, folder, name));
writeFileSync(join(target, folder, "own.json"), own);
const bytes = Object.fromEntries(
  [...sources.keys(), "own.json"].map((name) => [name, size(join(target, folder, name))]),
);
writeFileSync(join(target, "compiler.json"), `${JSON.stringify({ folder, bytes })}\n`);

/** The path of the compiled standard headers, for this compiler, these arguments and headers. */
async function precompiled() {
  mkdirSync(kept, { recursive: true });
  const path = join(kept, `standard-${hashOf([version, own])}.pch`);
  if (existsSync(path)) return path;
  for (const old of readdirSync(kept)) rmSync(join(kept, old));
  const { commands } = await import(pathToFileURL(join(gen, "bundle.js")).href);
  // Only the first call reads the package's files, and only such a one reports to a callback.
  await commands["clang++"](["--version"], {}, { fetchProgress: () => undefined, stdout: null });
  const files = await commands["clang++"]([...args.compile, ...args.precompile], headers, {
    decodeASCII: false,
  });
  writeFileSync(`${path}.partial`, files["standard.pch"]);
  renameSync(`${path}.partial`, path);
  return path;
}

function link(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function size(path) {
  return readFileSync(path).length;
}

function hashOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
