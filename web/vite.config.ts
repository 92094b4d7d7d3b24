/**
 * Builds the site (LANES_SITE) from the page and the Wasm modules (LANES_GENERATED). Everything stays
 * a file of its own and every address relative, so that the site works from any folder of any host
 * under `script-src 'self'; style-src 'self'`.
 */
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import headers from "./headers.json" with { type: "json" };
import { compactTemplates } from "./plugins/compact-templates.ts";
import { compilerName } from "./plugins/compiler-name.ts";
import { hostFiles } from "./plugins/host-files.ts";
import { notFound, notFoundPage } from "./plugins/not-found.ts";
import { offlineCopy } from "./plugins/offline-copy.ts";
import { linkPreviews } from "./plugins/previews.ts";
import { programCode } from "./plugins/program-code.ts";
import { sandbox, sandboxPage } from "./plugins/sandbox.ts";
import { shownCode } from "./plugins/shown-code.ts";
import { wasmModules } from "./plugins/wasm-modules.ts";
import { stories } from "./stories/catalogue.ts";

const here = import.meta.dirname;
const site = resolve(process.env.LANES_SITE ?? resolve(here, "../build/site"));
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../build/generated"));

/** Classic scripts at fixed addresses, as the service worker is (plugins/offline-copy.ts). */
const fixedNames = ["lanes-demo"];

/** What the page, the stories and the embed all begin with. */
const isBase =
  /node_modules\/(lit|@lit)|vite\/preload-helper|web\/(package\.json|kit\/(look\/(shared-styles|strategy-colours|theme|palette)|run-controller|waiting|author|measured-cell|from-link|guess)|base\/(clock|format|measured|percentile|site|stopwatch)|spec\/(?!sharing|link\/packed-code)|workers\/(start-worker|conversation)|monitor\/(watchdog\.ts|offscreen-pulse|probe\/responder|pulse\/webgl-here)|embed\/host-page)/;

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

const missing = notFoundPage(resolve(here, "not-found"), process.env.LANES_ADDRESS);
const boxed = sandboxPage(here);

export default defineConfig({
  root: here,
  base: "./",
  plugins: [
    emptyAssets(),
    compactTemplates(),
    shownCode(resolve(here, "..")),
    programCode(resolve(here, "..")),
    wasmModules(generated),
    sandbox(here, generated, boxed),
    compilerName(resolve(here, "..")),
    linkPreviews(here, generated),
    notFound(missing),
    hostFiles(missing, boxed),
    offlineCopy(resolve(here, "service-worker.ts")),
  ],
  resolve: { alias: { "@generated": generated } },
  worker: {
    format: "es",
    // One script each: a part that is loaded later would import what it shares with its worker from the
    // worker's own script, which WebKitGTK 2.50 then runs a second time.
    rollupOptions: { output: { codeSplitting: false } },
  },
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
        embed: resolve(here, "embed.html"),
        // Each story is a page of its own, which can be linked and previewed.
        stories: resolve(here, "stories/index.html"),
        ...Object.fromEntries(
          stories.map(({ name }) => [name, resolve(here, `stories/${name}/index.html`)]),
        ),
        "lanes-demo": resolve(here, "embed/lanes-demo.ts"),
      },
      // What other people's pages load keeps its address for ever.
      output: {
        entryFileNames: ({ name }) =>
          fixedNames.includes(name) ? "[name].js" : "assets/[name]-[hash].js",
        // Each file costs a reader its headers, and compresses by itself.
        codeSplitting: {
          groups: [
            { name: "base", test: isBase },
            {
              name: "fields",
              test: /rolldown\/runtime|web\/kit\/(number-field|address|events|look\/fold-styles)/,
            },
            {
              name: "curves",
              test: /web\/(kit\/(curves|look\/figure-styles)|analysis\/sweep\/amdahl)/,
            },
            { name: "story-styles", test: /web\/stories\/(figures|story-styles|kept-plays)/ },
          ],
        },
      },
    },
  },
  server: {
    headers: headers.isolation,
    fs: { allow: [resolve(here, ".."), generated] },
  },
});
