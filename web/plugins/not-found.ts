/**
 * 404.html, which GitHub Pages, Netlify, Vercel and others show for an address that is none, and so
 * does serve.py. It stands at any depth, where it cannot know where the site's files are: its script
 * and style are in it, and its policy names them by their hash.
 * https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { addressesAt } from "../previews/site-address.ts";
import { classicScript } from "./classic-script.ts";

export const notFoundName = "404.html";

export interface NotFoundPage {
  html: string;
  /** Sources that its script and its style need in a Content-Security-Policy. */
  script: string;
  style: string;
}

/** `folder`: where its sources are. `site`: LANES_ADDRESS. */
export async function notFoundPage(folder: string, site?: string): Promise<NotFoundPage> {
  const read = (name: string) => readFileSync(resolve(folder, name), "utf8");
  const code = (await classicScript(resolve(folder, "not-found.ts"))).trim();
  if (code.includes("</")) throw new Error("The script of 404.html cannot stand in a page.");
  const css = read("404.css")
    .replace(/\/\*.*?\*\//gs, "")
    .trim();
  const [script, style] = [sourceOf(code), sourceOf(css)];
  const policy = `default-src 'none'; script-src ${script}; style-src ${style}; img-src data:; base-uri 'none'; form-action 'none'`;
  const parts = { POLICY: policy, STYLE: css, SCRIPT: code, HOME: addressesAt(site)("", "") };
  const html = read(notFoundName).replace(
    /(?:\/\* )?\b(POLICY|STYLE|SCRIPT|HOME)\b(?: \*\/)?/g,
    (_, name: keyof typeof parts) => parts[name],
  );
  return { html, script, style };
}

export function notFound(page: Promise<NotFoundPage>): Plugin {
  return {
    name: "lanes:not-found",
    apply: "build",
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: notFoundName, source: (await page).html });
    },
  };
}

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
