/**
 * Builds the service worker with a list of the built site's pages and assets, and writes the site's
 * version into every page. The version is a hash of these names and of the pages' contents; scripts
 * have a content hash in their names. The service worker is a classic script, which cannot import
 * modules, so it is bundled separately.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import type { Site } from "../offline/site-copy.ts";
import { classicScript } from "./classic-script.ts";
import { notFoundName } from "./not-found.ts";

const serviceWorker = "service-worker.js";
const place = /(["'`])__LANES_SITE__\1/;

/** `script`: the service worker's source. */
export function offlineCopy(script: string): Plugin {
  return {
    name: "lanes:offline-copy",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const files = Object.keys(bundle)
          .filter((name) => /^assets\/[^.]|\.html$/.test(name) && name !== notFoundName)
          .sort();
        const hash = createHash("sha256");
        for (const name of files) {
          hash.update(name);
          const file = bundle[name];
          if (name.endsWith(".html") && file?.type === "asset") hash.update(file.source);
        }
        const version = hash.digest("hex").slice(0, 16);
        for (const [name, file] of Object.entries(bundle)) {
          if (file.type !== "asset" || !name.endsWith(".html")) continue;
          const html = file.source.toString();
          const meta = `<meta name="lanes-version" content="${version}" />`;
          file.source = html.replace("</title>", `</title>\n    ${meta}`);
        }
        const site: Site = { version, files };
        const text = JSON.stringify(JSON.stringify(site));
        const code = await classicScript(script);
        if (!place.test(code)) {
          throw new Error("The service worker has no place for what the site consists of.");
        }
        const source = code.replace(place, () => text);
        this.emitFile({ type: "asset", fileName: serviceWorker, source });
      },
    },
  };
}
