/**
 * Writes headers.json as the files that static hosts read: `_headers` (Netlify, Cloudflare Pages),
 * vercel.json, .htaccess (Apache). The first two take effect only at the root of a host.
 */
import type { Plugin } from "vite";
import headers from "../headers.json" with { type: "json" };
import type { NotFoundPage } from "./not-found.ts";

/** Sources that a policy must name for 404.html, which a host sends with the headers of every path. */
type OwnSources = Pick<NotFoundPage, "script" | "style">;

/** For files whose URL changes with their content. */
const hashed = { "Cache-Control": "public, max-age=31536000, immutable" };
const pages = { "Cache-Control": "no-cache" };

type Headers = Record<string, string>;

export function hostFiles(missing: Promise<OwnSources>): Plugin {
  return {
    name: "lanes:host-files",
    apply: "build",
    async generateBundle() {
      for (const [fileName, source] of Object.entries(hostFileTexts(await missing))) {
        this.emitFile({ type: "asset", fileName, source });
      }
      // A page probes this path for a live serve.py. On a static host it gets this, not a 404.
      this.emitFile({ type: "asset", fileName: "api/health", source: '{"status":"static"}\n' });
    },
  };
}

/** By path in the site. */
export function hostFileTexts(missing: OwnSources) {
  const everywhere = { ...headers.always, ...headers.isolation };
  everywhere["Content-Security-Policy"] = everywhere["Content-Security-Policy"]
    .replace("script-src", `script-src ${missing.script}`)
    .replace("style-src", `style-src ${missing.style}`);
  return {
    _headers: netlify(everywhere),
    "vercel.json": vercel(everywhere),
    ".htaccess": apache({ ...everywhere, ...pages }),
    "assets/.htaccess": apache({ ...everywhere, ...hashed }),
  };
}

function lines(given: Headers, write: (name: string, value: string) => string) {
  return Object.entries(given)
    .map(([name, value]) => write(name, value))
    .join("\n");
}

function netlify(everywhere: Headers): string {
  const write = (name: string, value: string) => `  ${name}: ${value}`;
  return `/*\n${lines(everywhere, write)}\n/assets/*\n${lines(hashed, write)}\n`;
}

function vercel(everywhere: Headers): string {
  const rule = (source: string, given: Headers) => ({
    source,
    headers: Object.entries(given).map(([key, value]) => ({ key, value })),
  });
  const rules = [
    rule("/(.*)", everywhere),
    rule("/assets/(.*)", hashed),
    rule("/((?!assets/).*)", pages),
  ];
  return `${JSON.stringify({ trailingSlash: true, headers: rules }, null, 2)}\n`;
}

function apache(given: Headers): string {
  const write = (name: string, value: string) => `  Header always set ${name} "${value}"`;
  return `AddType application/wasm .wasm
AddType text/javascript .mjs
<IfModule mod_headers.c>
${lines(given, write)}
</IfModule>
`;
}
