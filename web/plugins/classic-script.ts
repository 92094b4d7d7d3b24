/** Bundles a script and everything that it imports into one classic script, as its text. */
import { build } from "vite";

/** `alias`: as Vite's `resolve.alias`. */
export async function classicScript(
  entry: string,
  alias: Record<string, string> = {},
): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    resolve: { alias },
    build: {
      write: false,
      target: "es2023",
      lib: { entry, formats: ["iife"], name: "lanes", fileName: () => "script.js" },
    },
  });
  const [output] = Array.isArray(built) ? built : [];
  const [chunk] = output?.output ?? [];
  if (chunk?.type !== "chunk") throw new Error(`${entry} was not bundled into one script.`);
  return chunk.code;
}
