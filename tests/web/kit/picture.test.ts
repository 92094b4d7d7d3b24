/** What is told of a file, an SVG and an address before anything is decoded. */
import { describe, expect, it, test } from "vitest";
import { formatOf, whyUndecodable } from "../../../web/kit/picture/format.ts";
import { addressIn, blobOf, likeliest, onlyAddress } from "../../../web/kit/picture/given.ts";
import { tooHeavy, unreadable } from "../../../web/kit/picture/own-picture.ts";
import { sizedSvg, svgText } from "../../../web/kit/picture/svg.ts";

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe("a file that shows nothing", () => {
  test.each([
    ["\x89PNG\r\n\x1a\n", "is a PNG picture that is damaged or cut off."],
    ["\xff\xd8\xff\xe0", "is a JPEG picture that is damaged or cut off."],
    ["RIFF\x04\0\0\0WEBPVP8 ", "is a WebP picture that is damaged or cut off."],
    [
      "\0\0\0\x18ftypheic\0\0\0\0",
      "is a HEIC picture, which this browser does not show (Safari does): save it as JPEG or PNG.",
    ],
    [
      "II*\0\x08\0\0\0",
      "is a TIFF picture, which this browser does not show (Safari does): save it as JPEG or PNG.",
    ],
    ["%PDF-1.7", "is not a picture but a PDF document."],
    ["\0\0\0\x18ftypisom", "is not a picture but a video."],
    ["RIFF\x04\0\0\0WAVE", "is not a picture that this browser can decode."],
    ["hello", "is not a picture that this browser can decode."],
    ["", "is not a picture that this browser can decode."],
  ])("%j is called what it is, whatever its name", (bytes, why) => {
    expect(whyUndecodable("a.png", formatOf(latin1(bytes)))).toBe(`a.png ${why}`);
  });

  it("may have changed, be gone, or be too large to be read whole", () => {
    expect(unreadable("a.png")).toMatch(/^a\.png could not be read: since it was chosen .*\.$/);
    expect(tooHeavy("a.png", 1_234_000_001)).toBe(
      "a.png has 1,235 MB: Lanes takes files of up to 256.",
    );
  });
});

describe("an SVG", () => {
  const svg = (attributes: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><g/></svg>`;

  test.each([
    ['width="120" height="80"', 120, 80, true],
    ["width='1in' height='2.54cm'", 96, 96, true],
    ['width="50%" height="50%" viewBox="0 0 200 100"', 1024, 512, false],
    ['viewBox="0,0 , 30 60"', 1024, 2048, false],
    ['width="100" viewBox="0 0 30 60"', 100, 200, true],
    ['height="100" viewBox="-5 -5 30 60"', 50, 100, true],
    ["", 300, 150, false],
    ['viewBox="0 0 0 0" data-width="9"', 300, 150, false],
    ['stroke-width="3" height="-4" width="calc(1px)"', 300, 150, false],
  ])("with %s is drawn %d × %d", (attributes, width, height, own) => {
    const read = sizedSvg(svg(attributes));
    expect(read).toMatchObject({ sides: { width, height }, own });
    // What is drawn says so itself, once.
    const again = sizedSvg(read?.text ?? "");
    expect(again).toMatchObject({ sides: { width, height }, own: true });
    const [root = ""] = /<svg[^>]*>/.exec(read?.text ?? "") ?? [];
    for (const name of ["width", "height", "viewBox"]) {
      expect(root.match(new RegExp(`\\s${name}=`, "g"))?.length, name).toBe(1);
    }
  });

  it("is found behind whatever may stand before its root", () => {
    const before = `<?xml version="1.0" encoding="iso-8859-1"?>
      <!-- made <svg> by hand -->
      <!DOCTYPE svg PUBLIC "a" "b" [ <!ENTITY ns "http://www.w3.org/2000/svg"> ]>
    `;
    const text = `${before}<svg xmlns="&ns;" width="7" height="9"/>`;
    expect(svgText(latin1(text))).toBe(text);
    const sized = sizedSvg(text, { width: 70, height: 90 });
    expect(sized?.sides).toEqual({ width: 7, height: 9 });
    expect(sized?.text).toContain('width="70" height="90" viewBox="0 0 7 9"/>');
    expect(sized?.text).not.toContain("encoding");
    expect(sizedSvg('<s:svg xmlns:s="x" width="2" height="3"></s:svg>')?.sides.height).toBe(3);
  });

  it("is read in the encoding it declares, or by its byte order mark", () => {
    const declared = latin1(
      '<?xml version="1.0" encoding="iso-8859-1"?><svg><text>\xe9</text></svg>',
    );
    expect(svgText(declared)).toContain("é");
    const marked = latin1(`\xff\xfe${[..."<svg/>"].map((char) => `${char}\0`).join("")}`);
    expect(svgText(marked)).toBe("<svg/>");
  });

  it("is no page, no other XML, and no raster picture", () => {
    for (const text of [
      "<!doctype html><svg/>",
      "<html><svg></svg></html>",
      "<rss/>",
      "GIF8<svg>",
    ]) {
      expect(svgText(latin1(text))).toBeUndefined();
    }
    expect(sizedSvg("<svg width=3>")).toBeUndefined();
  });

  it("that never ends is given up on at once", () => {
    for (const text of [
      "<svg ".repeat(50_000),
      `<svg${' a="b"'.repeat(50_000)}`,
      " ".repeat(300_000),
    ]) {
      expect(sizedSvg(text)).toBeUndefined();
    }
  });
});

describe("what is given", () => {
  it("of many files is the first that is called a picture", () => {
    const file = (name: string, type = "") => ({ name, type });
    const files = [
      file(".DS_Store"),
      file("a.txt", "text/plain"),
      file("b.HEIC"),
      file("c.png", "image/png"),
    ];
    expect(likeliest(files)?.name).toBe("b.HEIC");
    expect(likeliest(files.slice(0, 2))?.name).toBe(".DS_Store");
    expect(likeliest([])).toBeUndefined();
  });

  it("has the address of the first picture in HTML, or of the list", () => {
    const html = `<meta charset=utf-8><p data-src="no"><img alt="" data-src="x" src="https://a.example/b?c=1&amp;d=2">`;
    expect(addressIn({ html, addresses: "https://b.example/" })).toBe(
      "https://a.example/b?c=1&d=2",
    );
    expect(addressIn({ html: "<img src=a.png>", addresses: "" })).toBe("a.png");
    expect(addressIn({ html: "<p>no", addresses: "# a comment\r\nhttps://b.example/c\r\n" })).toBe(
      "https://b.example/c",
    );
    expect(addressIn({ html: "<p>no", addresses: "" })).toBeUndefined();
  });

  it("may be within its address", async () => {
    const svg = blobOf("data:image/svg+xml;charset=utf-8,%3Csvg/%3E");
    expect([svg?.type, await svg?.text()]).toEqual(["image/svg+xml", "<svg/>"]);
    const base64 = blobOf("data:image/png;base64,aGk=");
    expect([base64?.type, await base64?.text()]).toEqual(["image/png", "hi"]);
    for (const address of ["data:image/png;base64,%", "data:,%ff", "https://a.example/b,c", ""]) {
      expect(blobOf(address)).toBeUndefined();
    }
  });

  it("is never fetched, and that is said", () => {
    expect(onlyAddress("dropped", "https://a.example:8080/b.png")).toBe(
      "Only an address at a.example:8080 was dropped, and Lanes fetches nothing unasked: save the picture, then drop its file here.",
    );
    for (const address of ["file:///tmp/a.png", "a.png", "cid:7"]) {
      expect(onlyAddress("pasted", address)).toMatch(/^Only an address was pasted, /);
    }
  });
});
