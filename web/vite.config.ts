/**
 * Builds the page into the folder that CMake fills with the Wasm modules (LANES_SITE, its wasm/
 * is not ours to empty). Everything stays a file of its own and every address relative, so that
 * the site works from any folder of any host under `script-src 'self'; style-src 'self'`.
 */
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { linkPreviews } from "./plugins/previews.ts";
import { stories } from "./stories/catalogue.ts";

const here = import.meta.dirname;
const site = resolve(process.env.LANES_SITE ?? resolve(here, "../build/site"));
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../build/generated"));

/** Hashed names of earlier builds would pile up beside the new ones, and so would pages made here. */
function emptyAssets(): Plugin {
  return {
    name: "lanes:empty-assets",
    apply: "build",
    buildStart() {
      for (const folder of ["assets", "try"]) {
        rmSync(resolve(site, folder), { recursive: true, force: true });
      }
    },
  };
}

export default defineConfig({
  root: here,
  base: "./",
  plugins: [emptyAssets(), linkPreviews(here, generated)],
  resolve: { alias: { "@generated": generated } },
  worker: { format: "es" },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: "es2023",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        index: resolve(here, "index.html"),
        // Each story is a page of its own, which can be linked and previewed.
        stories: resolve(here, "stories/index.html"),
        ...Object.fromEntries(
          stories.map(({ name }) => [name, resolve(here, `stories/${name}/index.html`)]),
        ),
        "service-worker": resolve(here, "service-worker.ts"),
      },
      // A service worker answers for its own folder and below, and keeps its address for ever.
      output: {
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
    fs: { allow: [resolve(here, ".."), generated] },
  },
});
