/**
 * Tells the service worker what the built site consists of, and every page which version it is of.
 * The version is the hash of all names and pages: scripts have their hash in their names.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import type { Site } from "../offline/site-copy.ts";

const serviceWorker = "service-worker.js";
const place = /(["'`])__LANES_SITE__\1/;

export function offlineCopy(): Plugin {
  return {
    name: "lanes:offline-copy",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.keys(bundle)
          .filter((name) => /^assets\/[^.]|\.html$/.test(name))
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
        const worker = bundle[serviceWorker];
        if (worker?.type !== "chunk" || !place.test(worker.code)) {
          throw new Error("The service worker has no place for what the site consists of.");
        }
        if (worker.imports.length > 0) {
          throw new Error("The service worker is a classic script, and may import nothing.");
        }
        const site: Site = { version, files };
        const text = JSON.stringify(JSON.stringify(site));
        worker.code = worker.code.replace(place, () => text);
      },
    },
  };
}
