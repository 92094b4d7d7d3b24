/** The same C++ as native processes (native_kernels.cpp). */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";

export interface Took {
  ms: number;
  digest: string;
}

const program = resolve(
  process.env.LANES_NATIVE ?? resolve(import.meta.dirname, "../../build/native"),
  "tests/cpp/native_kernels",
);

/** A process of its own that runs `work` once for each of `seeds`, the first of them to warm. */
export async function runNative(
  work: string,
  size: number,
  seeds: readonly number[],
): Promise<Took[]> {
  if (!existsSync(program)) {
    throw new Error(`There is no ${program}; python3 tests/run.py --only native builds it.`);
  }
  const runs = seeds.flatMap((seed) => [`${size}`, `${seed}`]);
  const { stdout } = await promisify(execFile)(program, [work, ...runs]);
  return (JSON.parse(stdout) as Took[]).slice(1);
}
