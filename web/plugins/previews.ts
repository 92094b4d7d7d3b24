/**
 * Link previews: generates the pages below try/, and adds the preview tags to the head of every
 * page that has an image. previews/make.ts must have made the images and their list before.
 */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Plugin } from "vite";
import { headOf } from "../previews/head.ts";
import { imagePath, oEmbedOf, oEmbedPath } from "../previews/oembed.ts";
import { listPage, presetPage } from "../previews/page.ts";
import { listName, type Preview, type Previews } from "../previews/preview.ts";
import { addressesAt } from "../previews/site-address.ts";

export function linkPreviews(root: string, generated: string): Plugin {
  const from = resolve(generated, "previews");
  const at = addressesAt(process.env.LANES_ADDRESS);
  let previews: Preview[] = [];
  /** Generated pages, by the path where a source file would be. */
  const pages = new Map<string, string>();
  return {
    name: "lanes:link-previews",
    apply: "build",
    enforce: "pre",
    config() {
      previews = readPreviews(from);
      const presets = previews.filter(({ kind }) => kind === "preset");
      for (const preview of previews) {
        const file = resolve(root, preview.page, "index.html");
        if (preview.kind === "preset") pages.set(file, presetPage(preview));
        if (preview.kind === "list") pages.set(file, listPage(preview, presets));
      }
      const input = [...pages.keys()].map((file) => [relative(root, file), file]);
      return { build: { rollupOptions: { input: Object.fromEntries(input) } } };
    },
    resolveId: (id) => (pages.has(id) ? id : undefined),
    load: (id) => pages.get(id),
    transformIndexHtml: {
      // After Vite has replaced the URLs of source files with those of the built site.
      order: "post",
      handler(html, { path }) {
        const page = path.replace(/^\//, "").replace(/\/?index\.html$/, "");
        const preview = previews.find((one) => one.page === page);
        return preview ? html.replace("</title>\n", (end) => end + headOf(preview, at)) : html;
      },
    },
    generateBundle() {
      for (const preview of previews) {
        const { page, image } = preview;
        const source = readFileSync(resolve(from, image));
        this.emitFile({ type: "asset", fileName: imagePath(page), source });
        const answer = `${JSON.stringify(oEmbedOf(preview, at), null, 1)}\n`;
        this.emitFile({ type: "asset", fileName: oEmbedPath(page), source: answer });
      }
    },
  };
}

function readPreviews(from: string): Preview[] {
  try {
    const made: Previews = JSON.parse(readFileSync(resolve(from, listName), "utf8"));
    return made.previews;
  } catch {
    throw new Error(
      `There are no previews in ${from}: serve.py or \`npm run previews\` makes them.`,
    );
  }
}
