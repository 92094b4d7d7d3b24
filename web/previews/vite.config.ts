/**
 * Bundles what makes the previews (make.ts, and the workers it starts beside itself) for Node, which
 * then needs neither TypeScript nor this configuration's aliases.
 */
import { resolve } from "node:path";
import { defineConfig } from "vite";

const here = import.meta.dirname;
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../../build/generated"));

export default defineConfig({
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
        "model-worker": resolve(here, "node/model-worker.ts"),
        "task-worker": resolve(here, "node/task-worker.ts"),
        "watch-worker": resolve(here, "node/watch-worker.ts"),
      },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
    },
  },
});
