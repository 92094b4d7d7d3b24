/**
 * Writes headers.json as the files that static hosts read: `_headers` (Netlify, Cloudflare Pages),
 * vercel.json, .htaccess (Apache). The first two take effect only at the root of a host.
 */
import type { Plugin } from "vite";
import headers from "../headers.json" with { type: "json" };
import type { NotFoundPage } from "./not-found.ts";
import { type SandboxPage, sandboxName } from "./sandbox.ts";

/** Sources that a policy must name for 404.html, which a host sends with the headers of every path. */
type OwnSources = Pick<NotFoundPage, "script" | "style">;

/** For files whose URL changes with their content. */
const hashed = { "Cache-Control": "public, max-age=31536000, immutable" };
const pages = { "Cache-Control": "no-cache" };

type Headers = Record<string, string>;

export function hostFiles(missing: Promise<OwnSources>, boxed: Promise<SandboxPage>): Plugin {
  return {
    name: "lanes:host-files",
    apply: "build",
    async generateBundle() {
      for (const [fileName, source] of Object.entries(
        hostFileTexts(await missing, (await boxed).policy),
      )) {
        this.emitFile({ type: "asset", fileName, source });
      }
      // A page probes this path for a live serve.py. On a static host it gets this, not a 404.
      this.emitFile({ type: "asset", fileName: "api/health", source: '{"status":"static"}\n' });
    },
  };
}

/** By path in the site. `sandbox`: the policy of sandbox.html, in place of everybody's. */
export function hostFileTexts(missing: OwnSources, sandbox: string) {
  const everywhere = { ...headers.always, ...headers.isolation };
  everywhere["Content-Security-Policy"] = everywhere["Content-Security-Policy"]
    .replace("script-src", `script-src ${missing.script}`)
    .replace("style-src", `style-src ${missing.style}`);
  return {
    _headers: netlify(everywhere, ownPolicy(sandbox)),
    "vercel.json": vercel(everywhere, ownPolicy(sandbox)),
    ".htaccess": `${apache({ ...everywhere, ...pages })}${apacheFor(sandboxName, ownPolicy(sandbox))}`,
    "assets/.htaccess": apache({ ...everywhere, ...hashed }),
  };
}

function lines(given: Headers, write: (name: string, value: string) => string) {
  return Object.entries(given)
    .map(([name, value]) => write(name, value))
    .join("\n");
}

/** What the site's policy is for. A page below it that is not found names its own (not-found.ts). */
const withPolicy = [
  ...["/", "/index.html", "/embed.html", "/404.html", "/stories/*", "/try/*", "/assets/*"],
  ...["/service-worker.js", "/service-worker-off.js"],
];

/**
 * These hosts give a path all that any rule says of it, and of two policies the browser allows what
 * both do. So the policy stands at each path but the sandbox's.
 */
function netlify(everywhere: Headers, sandbox: Headers): string {
  const { "Content-Security-Policy": policy = "", ...others } = everywhere;
  const rule = (path: string, given: Headers) =>
    `${path}\n${lines(given, (name, value) => `  ${name}: ${value}`)}\n`;
  return [
    rule("/*", others),
    ...withPolicy.map((path) => rule(path, { "Content-Security-Policy": policy })),
    rule(`/${sandboxName}`, sandbox),
    rule("/assets/*", hashed),
  ].join("");
}

function ownPolicy(policy: string): Headers {
  return { "Content-Security-Policy": `${policy}; sandbox allow-scripts` };
}

function apacheFor(file: string, given: Headers): string {
  return `<Files "${file}">
${apache(given).split("\n").slice(2, -1).join("\n")}
</Files>
`;
}

function vercel(everywhere: Headers, sandbox: Headers): string {
  const rule = (source: string, given: Headers) => ({
    source,
    headers: Object.entries(given).map(([key, value]) => ({ key, value })),
  });
  const rules = [
    rule("/(.*)", everywhere),
    rule("/assets/(.*)", hashed),
    rule("/((?!assets/).*)", pages),
    rule(`/${sandboxName}`, sandbox),
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
