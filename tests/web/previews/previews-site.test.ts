/** The previews in the built site. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ownCases } from "../../../web/previews/cases/own-cases.ts";
import { tryCases } from "../../../web/previews/cases/try-cases.ts";
import { imageHeight, imageWidth, listName, type Previews } from "../../../web/previews/preview.ts";
import { loadCodeLink } from "../../../web/spec/link/code-link.ts";
import { normaliseSpec } from "../../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { stories } from "../../../web/stories/catalogue.ts";

const root = resolve(import.meta.dirname, "../../..");
const site = resolve(process.env.LANES_SITE ?? resolve(root, "build/site"));
const generated = resolve(process.env.LANES_GENERATED ?? resolve(root, "build/generated"));
const address = process.env.LANES_ADDRESS ?? "";
const context = { embed: false, reportedCores: 2 };

await loadCodeLink();
const presets = [...tryCases, ...ownCases];

const { previews: all }: Previews = JSON.parse(
  readFileSync(resolve(generated, "previews", listName), "utf8"),
);
const pages = [
  "",
  "try",
  ...presets.map(({ name }) => `try/${name}`),
  "stories",
  ...stories.map(({ name }) => `stories/${name}`),
];

/** The file of the site that a URL on a page refers to. */
function fileAt(page: string, to: string): string {
  const path = address && to.startsWith(address) ? to.slice(address.length).replace(/^\//, "") : to;
  const file = resolve(site, path === to ? page : "", path.replace(/#.*/, ""));
  return file.endsWith(".json") || /\.(png|html)$/.test(file) ? file : resolve(file, "index.html");
}

function tag(html: string, pattern: RegExp): string {
  const found = html.match(new RegExp(pattern, "g")) ?? [];
  expect(found).toHaveLength(1);
  return pattern.exec(html)?.[1] ?? "";
}

/** Width and height of a PNG, from its first chunk: https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(png.subarray(12, 16).toString("latin1")).toBe("IHDR");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it("the build knows a preview of every page that has one, and of no other", () => {
  expect(all.map(({ page }) => page).toSorted()).toEqual(pages.toSorted());
});

describe.each(pages.map((page) => ({ page })))("/$page", ({ page }) => {
  const read = () => readFileSync(resolve(site, page, "index.html"), "utf8");

  it("has a title, a description and its own address", () => {
    const html = read();
    expect(tag(html, /<title>([^<]{5,})<\/title>/)).toContain("Lanes");
    tag(html, /<meta\s+name="description"\s+content="([^"]{20,})"/);
    tag(html, /<meta\s+property="og:title"\s+content="([^"]{5,})"/);
    tag(html, /<meta\s+property="og:description"\s+content="([^"]{20,})"/);
    // The first page has a canonical URL only if the site’s address is known (head.ts).
    if (page === "" && address === "") return;
    const canonical = tag(html, /<link rel="canonical" href="([^"]+)"/);
    expect(fileAt(page, canonical)).toBe(resolve(site, page, "index.html"));
  });

  it("has an image of 1200 × 630 px that says what it shows", () => {
    const html = read();
    const image = tag(html, /<meta property="og:image" content="([^"]+)"/);
    expect(sizeOf(readFileSync(fileAt(page, image)))).toEqual([imageWidth, imageHeight]);
    tag(html, /<meta property="og:image:alt" content="([^"]{20,})"/);
  });

  it("links an oEmbed answer whose frame shows something that is there", () => {
    const link = tag(
      read(),
      /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/,
    );
    const file = fileAt(page, link);
    const answer = JSON.parse(readFileSync(file, "utf8"));
    expect(answer).toMatchObject({ version: "1.0", type: "rich", provider_name: "Lanes" });
    expect(existsSync(fileAt(page, answer.thumbnail_url))).toBe(true);
    const frame = fileAt(page, tag(answer.html, /src="([^"]+)"/));
    expect(frame.startsWith(dirname(resolve(site, "index.html")))).toBe(true);
    expect(existsSync(frame)).toBe(true);
  });
});

describe.each(presets)("the page of $name", ({ name, title, spec }) => {
  it("runs its set-up in the reader’s browser, and is found in the list", () => {
    const html = readFileSync(resolve(site, "try", name, "index.html"), "utf8");
    const link = tag(html, /<a href="\.\.\/\.\.\/(#[^"]*)">Run it/).replaceAll("&amp;", "&");
    const { spec: read, changes } = parseLink(link, context);
    expect(changes).toEqual([]);
    expect(read).toEqual(normaliseSpec(spec, context));
    const list = readFileSync(resolve(site, "try/index.html"), "utf8");
    expect(list).toContain(`href="./${name}/"`);
    expect(list).toContain(title);
  });
});
