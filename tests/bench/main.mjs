/**
 * Runs the benchmarks named on the command line; run.py starts it where the browsers are. Each is
 * a file of one of `folders` that exports `bench`. Vite loads them, because not every Node reads
 * TypeScript.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { runnerImport } from "vite";

const here = import.meta.dirname;
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../../build/generated"));
const load = async (file) => {
  const loaded = await runnerImport(resolve(here, file), {
    configFile: false,
    resolve: { alias: { "@generated": generated } },
  });
  return loaded.module;
};

const json = process.argv.includes("--json");
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const folders = ["speed", "fidelity", "site"];
const fileOf = (name) =>
  folders.map((folder) => `${folder}/${name}.ts`).find((file) => existsSync(resolve(here, file)));
const unknown = names.filter((name) => !/^[a-z-]+$/.test(name) || fileOf(name) === undefined);
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(", ")}.`);
  process.exit(2);
}

const { print } = await load("kit/report.ts");
const reports = [];
let failed = 0;
for (const name of names) {
  try {
    const { bench } = await load(fileOf(name));
    const report = await bench();
    reports.push(report);
    if (!json) print(report);
  } catch (error) {
    // Continue with the other benchmarks.
    console.error(`${name} could not be measured:`, error);
    failed++;
  }
}
if (json) console.log(JSON.stringify(reports, null, 2));
process.exit(failed > 0 ? 1 : 0);
