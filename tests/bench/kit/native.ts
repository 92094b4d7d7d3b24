/** The same C++ as native processes (native_kernels.cpp, native_sharing.cpp). */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";

export interface Took {
  ms: number;
  digest: string;
}

const folder = resolve(
  process.env.LANES_NATIVE ?? resolve(import.meta.dirname, "../../../build/native"),
  "tests/cpp",
);

/** What a native program prints as JSON. */
export async function nativeJson<Printed>(
  name: string,
  given: readonly (string | number)[],
): Promise<Printed> {
  const program = resolve(folder, name);
  if (!existsSync(program)) {
    throw new Error(`There is no ${program}; python3 tests/run.py --only native builds it.`);
  }
  const { stdout } = await promisify(execFile)(program, given.map(String));
  return JSON.parse(stdout) as Printed;
}

/** A process of its own that runs `work` once for each of `seeds`, the first of them to warm. */
export async function runNative(
  work: string,
  size: number,
  seeds: readonly number[],
): Promise<Took[]> {
  const runs = seeds.flatMap((seed) => [size, seed]);
  return (await nativeJson<Took[]>("native_kernels", [work, ...runs])).slice(1);
}
