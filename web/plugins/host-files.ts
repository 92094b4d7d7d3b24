/**
 * Writes headers.json as the files that static hosts read: `_headers` (Netlify, Cloudflare Pages),
 * vercel.json, .htaccess (Apache). The first two take effect only at the root of a host.
 */
import type { Plugin } from "vite";
import headers from "../headers.json" with { type: "json" };

const everywhere = { ...headers.always, ...headers.isolation };
/** For files whose URL changes with their content. */
const hashed = { "Cache-Control": "public, max-age=31536000, immutable" };
const pages = { "Cache-Control": "no-cache" };

export function hostFiles(): Plugin {
  return {
    name: "lanes:host-files",
    apply: "build",
    generateBundle() {
      for (const [fileName, source] of Object.entries(hostFileTexts())) {
        this.emitFile({ type: "asset", fileName, source });
      }
      // A page probes this path for a live serve.py. On a static host it gets this, not a 404.
      this.emitFile({ type: "asset", fileName: "api/health", source: '{"status":"static"}\n' });
    },
  };
}

/** By path in the site. */
export function hostFileTexts() {
  return {
    _headers: netlify(),
    "vercel.json": vercel(),
    ".htaccess": apache({ ...everywhere, ...pages }),
    "assets/.htaccess": apache({ ...everywhere, ...hashed }),
  };
}

function lines(given: Record<string, string>, write: (name: string, value: string) => string) {
  return Object.entries(given)
    .map(([name, value]) => write(name, value))
    .join("\n");
}

function netlify(): string {
  const write = (name: string, value: string) => `  ${name}: ${value}`;
  return `/*\n${lines(everywhere, write)}\n/assets/*\n${lines(hashed, write)}\n`;
}

function vercel(): string {
  const rule = (source: string, given: Record<string, string>) => ({
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

function apache(given: Record<string, string>): string {
  const write = (name: string, value: string) => `  Header always set ${name} "${value}"`;
  return `AddType application/wasm .wasm
AddType text/javascript .mjs
<IfModule mod_headers.c>
${lines(given, write)}
</IfModule>
`;
}
