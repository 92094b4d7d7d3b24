/**
 * A typical static host: it serves the built site from a subfolder, sets only a content type, and
 * knows nothing of Lanes.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, resolve } from "node:path";

export const knownTypes: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export const builtSite = resolve(
  process.env.LANES_SITE ?? resolve(import.meta.dirname, "../../../build/site"),
);

export interface PlainHost {
  /** Of the site's first page. */
  url: string;
  /** Paths below the site's folder that were asked for, in order. */
  readonly asked: string[];
  /** The folder that it serves. */
  site: string;
  /** What it sends with every file besides its type. */
  headers: Record<string, string>;
  /** How long it takes to answer for a file, where that is not at once. */
  delaysMs: Record<string, number>;
  /** What it waits for before it answers for a file. */
  holds: Record<string, Promise<unknown>>;
  stop(): Promise<void>;
}

/**
 * `pages`: further pages by their path, as HTML; a path without a leading slash is in `folder`.
 * `prelude`: a script that runs before every page's own. `pageHeaders`: what it sends with `pages`.
 */
export async function startPlainHost(
  pages: Record<string, string> = {},
  {
    folder = "/some/folder/",
    site = builtSite,
    headers = {} as Record<string, string>,
    types = knownTypes,
    prelude = "",
    pageHeaders = {} as Record<string, string>,
  } = {},
): Promise<PlainHost> {
  const asked: string[] = [];
  const host = {
    site,
    headers,
    delaysMs: {} as Record<string, number>,
    holds: {} as Record<string, Promise<unknown>>,
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const path = decodeURIComponent(pathname);
    const own = pages[path];
    try {
      if (own !== undefined) {
        response.writeHead(200, { "Content-Type": "text/html", ...pageHeaders }).end(own);
        return;
      }
      const file = path.slice(folder.length);
      if (!path.startsWith(folder) || file.includes("..")) throw new Error("not here");
      asked.push(file);
      const delayMs = host.delaysMs[file];
      if (delayMs) await new Promise((passed) => setTimeout(passed, delayMs));
      await host.holds[file];
      const name = file === "" || file.endsWith("/") ? `${file}index.html` : file;
      const body = await readFile(resolve(host.site, name));
      const type = types[extname(name)] ?? "application/octet-stream";
      const given =
        prelude && type === "text/html"
          ? body.toString().replace("<head>", `<head><script>${prelude}</script>`)
          : body;
      response.writeHead(200, { "Content-Type": type, ...host.headers }).end(given);
    } catch {
      // As such hosts do with the file of that name at the site's root.
      const missing = await readFile(resolve(host.site, "404.html")).catch(() => "Not found");
      const type = typeof missing === "string" ? "text/plain" : "text/html";
      response.writeHead(404, { "Content-Type": type, ...host.headers }).end(missing);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return Object.assign(host, {
    url: `http://127.0.0.1:${port}${folder}`,
    asked,
    stop: () =>
      new Promise<void>((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  });
}
