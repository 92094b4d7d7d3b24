/**
 * Bundles the programs that make the previews for Node (make.ts; measure-cases.ts and the workers
 * that it starts), which then run without TypeScript and without this configuration's aliases.
 */
import { dirname, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../../build/generated"));

/** Modules that need a browser, and their replacements under Node. */
const underNode: Record<string, string> = {
  [resolve(here, "../workers/start-worker.ts")]: resolve(here, "node/start-worker.ts"),
  [resolve(here, "../workers/modules.ts")]: resolve(here, "node/modules.ts"),
};

/** Replaces the workers and modules of the page's hosts with those that Node can run. */
const handIn: Plugin = {
  name: "lanes-under-node",
  enforce: "pre",
  resolveId(source, importer) {
    const worker = /([\w-]+)\.ts\?worker&url$/.exec(source)?.[1];
    if (worker) return `\0worker:${worker}`;
    return importer && underNode[resolve(dirname(importer), source)];
  },
  load(id) {
    const [, worker] = id.split("\0worker:");
    return worker && `export default ${JSON.stringify(worker)};`;
  },
};

export default defineConfig({
  plugins: [handIn],
  root: resolve(here, ".."),
  publicDir: false,
  resolve: { alias: { "@generated": generated } },
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: resolve(process.env.LANES_PREVIEWS ?? resolve(here, "../../build/previews")),
    emptyOutDir: true,
    target: "node20",
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        make: resolve(here, "make.ts"),
        "measure-cases": resolve(here, "measure-cases.ts"),
        "downstream-worker": resolve(here, "node/downstream-worker.ts"),
        "task-worker": resolve(here, "node/task-worker.ts"),
        "watch-worker": resolve(here, "node/watch-worker.ts"),
      },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
    },
  },
});
