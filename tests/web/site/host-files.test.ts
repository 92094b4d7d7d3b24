/** The headers of headers.json are in the configuration file of every kind of host. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import headers from "../../../web/headers.json";
import { hostFileTexts } from "../../../web/plugins/host-files.ts";

const missing = { script: "'sha256-script'", style: "'sha256-style'" };
const own = "default-src 'none'; worker-src data:";
const files = hostFileTexts(missing, own);
const policy = "Content-Security-Policy";
const all = Object.entries({
  ...headers.always,
  ...headers.isolation,
  // 404.html is shown under the headers of every path.
  [policy]: headers.always[policy]
    .replace("script-src", `script-src ${missing.script}`)
    .replace("style-src", `style-src ${missing.style}`),
});

describe("host files", () => {
  /** The headers that `_headers` gives a path: all that any of its rules says. */
  const netlify = (path: string) => {
    const found: [string, string][] = [];
    for (const rule of files._headers.split(/\n(?=\/)/)) {
      const [pattern = "", ...given] = rule.trimEnd().split("\n");
      const fits = pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
      if (!fits) continue;
      for (const line of given) {
        const [, name = "", value = ""] = /^ {2}([\w-]+): (.*)$/.exec(line) ?? [];
        found.push([name, value]);
      }
    }
    return found;
  };

  test("_headers gives each header to every page and script", () => {
    const paths = ["/", "/index.html", "/embed.html", "/stories/stampede/", "/try/cpu-demo/"];
    for (const path of [...paths, "/assets/base-1.js", "/service-worker.js"]) {
      expect(netlify(path), path).toEqual(expect.arrayContaining(all));
    }
  });

  test("_headers gives the sandbox one policy, its own", () => {
    const policies = netlify("/sandbox.html").filter(([name]) => name === policy);
    expect(policies).toEqual([[policy, `${own}; sandbox allow-scripts`]]);
  });

  test("vercel.json gives each header to every path", () => {
    const [everywhere] = (
      JSON.parse(files["vercel.json"]) as {
        headers: { source: string; headers: { key: string; value: string }[] }[];
      }
    ).headers;
    expect(everywhere?.source).toBe("/(.*)");
    expect(everywhere?.headers).toEqual(all.map(([key, value]) => ({ key, value })));
  });

  test(".htaccess gives each header, in quotes that none of them breaks", () => {
    for (const [name, value] of all) {
      expect(value).not.toMatch(/["\\]/);
      expect(files[".htaccess"]).toContain(`Header always set ${name} "${value}"`);
    }
  });

  test("the sandbox has a policy of its own where a host can give a path one", () => {
    expect(files[".htaccess"]).toMatch(
      /<Files "sandbox\.html">\n<IfModule mod_headers\.c>\n {2}Header always set Content-Security-Policy "default-src 'none'; worker-src data:; sandbox allow-scripts"\n<\/IfModule>\n<\/Files>\n$/,
    );
    expect(files["vercel.json"]).toContain("worker-src data:; sandbox allow-scripts");
  });

  test("nothing but what has its content in its name is kept for ever", () => {
    expect(files._headers.split("immutable").length).toBe(2);
    expect(files[".htaccess"]).not.toContain("immutable");
    expect(files["assets/.htaccess"]).toContain("immutable");
  });

  test("serve.py reads them from the same file", () => {
    const serve = readFileSync(
      resolve(import.meta.dirname, "../../../web/backend/server.py"),
      "utf8",
    );
    expect(serve).toContain("headers.json");
    for (const value of Object.values(headers.always).filter((one) => one.length > 1)) {
      expect(serve).not.toContain(`"${value}"`);
    }
  });
});
