import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { linkInPath } from "../../../web/not-found/link-in-path.ts";
import { notFoundPage } from "../../../web/plugins/not-found.ts";

describe("an address that is none", () => {
  it.each([
    ["/%23work=hash&tasks=4", "", "/#work=hash&tasks=4"],
    ["/lanes/%23work=hash", "", "/lanes/#work=hash"],
    ["/lanes/%2523work%253Dhash", "", "/lanes/#work%253Dhash"],
    ["/lanes/index.html%23work=hash/", "", "/lanes/index.html#work=hash"],
    ["/stories/stampede/%23tasks=500", "", "/stories/stampede/#tasks=500"],
    ["/lanes/work=hash&tasks=4", "", "/lanes/#work=hash&tasks=4"],
    ["/lanes/%23work=hash", "?utm_source=mail", "/lanes/#work=hash&utm_source=mail"],
    ["/lanes/%23work=hash", "?tasks=4", "/lanes/#work=hash&tasks=4"],
    ["/lanes/%23", "?work=hash", "/lanes/#work=hash"],
    ["//evil.example/%23work=hash", "", "/evil.example/#work=hash"],
    ["/lanes/nothing", "", undefined],
    ["/lanes/%23", "", undefined],
    ["/lanes/%23comments", "", undefined],
    ["/", "", undefined],
    ["", "", undefined],
  ])("%s%s has the link %s", (pathname, search, meant) => {
    expect(linkInPath({ pathname, search })).toBe(meant);
  });
});

describe("404.html", () => {
  const folder = resolve(import.meta.dirname, "../../../web/not-found");

  it("stands alone, and its policy names what is in it by its hash", async () => {
    const { html, script, style } = await notFoundPage(folder);
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(policy).toContain(`script-src ${script};`);
    expect(policy).toContain(`style-src ${style};`);
    expect(policy).not.toContain("unsafe");
    for (const [tag, source] of [
      ["script", script],
      ["style", style],
    ] as const) {
      const [, text = ""] = new RegExp(`<${tag}>(.+)</${tag}>`, "s").exec(html) ?? [];
      expect(source).toBe(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    }
    expect(html).not.toMatch(/ src=|rel="stylesheet"| on\w+=/);
    expect(html).toContain('href="./"');
  });

  it("leads to where the site is, where the build was told", async () => {
    const { html } = await notFoundPage(folder, "https://example.org/lanes");
    expect(html).toContain('href="https://example.org/lanes/"');
  });
});
