/** The headers of headers.json are in the configuration file of every kind of host. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import headers from "../../web/headers.json";
import { hostFileTexts } from "../../web/plugins/host-files.ts";

const missing = { script: "'sha256-script'", style: "'sha256-style'" };
const files = hostFileTexts(missing);
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
  test("_headers gives each header to every path", () => {
    const [everywhere = ""] = files._headers.split("/assets/*");
    for (const [name, value] of all) expect(everywhere).toContain(`  ${name}: ${value}\n`);
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

  test("nothing but what has its content in its name is kept for ever", () => {
    expect(files._headers.split("immutable").length).toBe(2);
    expect(files[".htaccess"]).not.toContain("immutable");
    expect(files["assets/.htaccess"]).toContain("immutable");
  });

  test("serve.py reads them from the same file", () => {
    const serve = readFileSync(resolve(import.meta.dirname, "../../web/backend/server.py"), "utf8");
    expect(serve).toContain("headers.json");
    for (const value of Object.values(headers.always).filter((one) => one.length > 1)) {
      expect(serve).not.toContain(`"${value}"`);
    }
  });
});
