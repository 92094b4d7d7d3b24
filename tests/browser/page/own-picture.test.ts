/** A picture of one's own on its way into the page: what it is, how it came, and why it cannot be used. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  chromiumArguments,
  type Engine,
  engines,
  needs,
  patiently,
  skipped,
} from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { builtSite, type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { goAnew, goToLanes, until } from "../driver/reader.ts";

/** What comes in a drop or a paste; `base64` is a file's. */
interface Brought {
  files?: { name: string; type?: string; base64: string }[];
  html?: string;
  addresses?: string;
}

interface Shown {
  said: string;
  alarm: boolean;
  before: string;
  /** Red, green, blue, alpha of the pixel in the middle. */
  middle: number[];
}

const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");

/** An uncompressed TIFF of 2 × 2 grey pixels (TIFF 6.0, section 3). */
function tiff(): string {
  const entries = [
    [256, 3, 2],
    [257, 3, 2],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 3, 2],
    [279, 4, 4],
  ] as const;
  const file = Buffer.alloc(12 + 2 + 12 * entries.length + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(12, 4);
  file.fill(0x80, 8, 12);
  file.writeUInt16LE(entries.length, 12);
  entries.forEach(([tag, type, value], i) => {
    file.writeUInt16LE(tag, 14 + 12 * i);
    file.writeUInt16LE(type, 16 + 12 * i);
    file.writeUInt32LE(1, 18 + 12 * i);
    file.writeUInt32LE(value, 22 + 12 * i);
  });
  return file.toString("base64");
}

const svg = (attributes: string, within = '<rect width="100%" height="100%" fill="#0a0"/>') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${within}</svg>`;

/** A PNG of one red pixel, half translucent. */
const dot =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

describe.each(engines)("%s", (engine: Engine) => {
  describe("a picture of one's own", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;
    let folder: string;
    let elsewhere: PlainHost;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "lanes-pictures-"));
      elsewhere = await startPlainHost();
    });
    afterAll(async () => {
      await elsewhere?.stop();
      await rm(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      await goAnew(tab, `${lanes.server.url}#work=resize&how=parallel&tasks=2&workers=2&size=200`);
      await listen();
    });

    /** Keeps what goes wrong in the page. */
    const listen = () =>
      tab.evaluate(() => {
        Object.assign(window, { told: [] });
        const told = (what: unknown) =>
          (window as unknown as { told: string[] }).told.push(String(what));
        addEventListener("error", ({ message }) => told(message));
        addEventListener("unhandledrejection", ({ reason }) => told(reason));
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
          told(`${violatedDirective} ${blockedURI}`),
        );
      });

    const told = () => tab.evaluate(() => (window as unknown as { told: string[] }).told);

    const expectQuiet = async (before: number) => {
      expect(await told()).toEqual([]);
      expect(tab.errors().slice(before)).toEqual([]);
    };

    /** What the page says and shows once `act` has been taken in. */
    const shown = (said: string) =>
      tab.evaluate(async (before: string) => {
        const panel = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-picture")?.shadowRoot;
        const words = () => panel?.querySelector(".own p")?.textContent?.trim() ?? "";
        while (words() === before || words().startsWith("Decoding")) {
          await new Promise((next) => setTimeout(next, 50));
        }
        const canvas = panel?.querySelector<HTMLCanvasElement>("#before");
        const [x = 0, y = 0] = [(canvas?.width ?? 0) >> 1, (canvas?.height ?? 0) >> 1];
        return {
          said: words(),
          alarm: panel?.querySelector(".own [role=alert]") != null,
          before:
            panel?.querySelector("figcaption")?.textContent?.replace(/\s+/g, " ").trim() ?? "",
          middle: [...(canvas?.getContext("2d")?.getImageData(x, y, 1, 1).data ?? [])],
        };
      }, said);

    const words = () =>
      tab.evaluate(
        () =>
          document
            .querySelector("lanes-app")
            ?.shadowRoot?.querySelector("lanes-picture")
            ?.shadowRoot?.querySelector(".own p")
            ?.textContent?.trim() ?? "",
      );

    const bring = async (kind: "drop" | "paste", brought: Brought): Promise<Shown> => {
      const before = await words();
      await tab.evaluate(
        ({ kind, brought }: { kind: "drop" | "paste"; brought: Brought }) => {
          const transfer = new DataTransfer();
          for (const { name, type = "", base64 } of brought.files ?? []) {
            const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
            transfer.items.add(new File([bytes], name, { type }));
          }
          if (brought.html) transfer.setData("text/html", brought.html);
          if (brought.addresses) transfer.setData("text/uri-list", brought.addresses);
          const about = { bubbles: true, cancelable: true };
          const over = new DragEvent("dragover", { ...about, dataTransfer: transfer });
          // Firefox takes a script's HTML in options of its own instead.
          const tried = new ClipboardEvent("paste", { clipboardData: transfer });
          const takesTransfer = tried.clipboardData?.types.length !== 0;
          const event =
            kind === "drop"
              ? new DragEvent("drop", { ...about, dataTransfer: transfer })
              : new ClipboardEvent("paste", {
                  ...about,
                  ...(takesTransfer
                    ? { clipboardData: transfer }
                    : { dataType: "text/html", data: brought.html }),
                });
          if (kind === "drop") document.body.dispatchEvent(over);
          document.body.dispatchEvent(event);
          // Otherwise the browser would go to what was dropped.
          const kept = event.defaultPrevented && (kind === "paste" || over.defaultPrevented);
          if (!kept) throw new Error(`The page does not take this ${kind}.`);
        },
        { kind, brought },
      );
      return shown(before);
    };

    const file = (name: string, text: string, type = "") => ({
      files: [{ name, type, base64: base64(text) }],
    });

    test("SVG is drawn at its own size, or else at a default one", async () => {
      const errors = tab.errors().length;
      const green = [0, 170, 0, 255];
      const own = await bring(
        "drop",
        file("own.svg", svg('width="120" height="80"'), "image/svg+xml"),
      );
      expect(own).toMatchObject({ alarm: false, before: "Before 120 × 80 px", middle: green });
      const shape = await bring("drop", file("shape.svg", svg('viewBox="0 0 4 3"')));
      expect(shape).toMatchObject({ before: "Before 1,024 × 768 px", middle: green });
      expect(shape.said).toMatch(/says no size of its own/);
      const none = await bring("drop", file("none", svg(""), "image/svg+xml"));
      expect(none).toMatchObject({ before: "Before 300 × 150 px", middle: green });
      const huge = await bring("drop", file("huge.svg", svg('width="90000" height="60000"')));
      expect(huge).toMatchObject({ alarm: false, middle: green });
      expect(huge.said).toMatch(/scaled down from 90,000 × 60,000 px/);
      // The page's own policy forbids such styles; a picture's are its own.
      const styled = svg(
        'width="10" height="10"',
        '<style>rect { fill: #0a0 }</style><rect width="10" height="10"/><rect style="fill:#0a0" width="9" height="9"/>',
      );
      expect((await bring("drop", file("styled.svg", styled))).middle).toEqual(green);
      await expectQuiet(errors);
    });

    test("SVG that cannot be used is refused with the reason", async () => {
      const errors = tab.errors().length;
      const broken = await bring("drop", file("broken.svg", svg("", "<rect>")));
      expect(broken).toMatchObject({
        alarm: true,
        said: "broken.svg is not well-formed SVG, or lacks its xmlns: no browser draws it.",
      });
      const bare = await bring("drop", file("bare.svg", '<svg width="9" height="9"><g/></svg>'));
      expect(bare.said).toMatch(/^bare\.svg is not well-formed SVG, or lacks its xmlns/);
      const foreign = svg(
        'width="10" height="10"',
        '<foreignObject width="10" height="10"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
      );
      // Chromium and Firefox let a page read it.
      const read = await bring("drop", file("foreign.svg", foreign));
      expect(read.said).toMatch(
        /^foreign\.svg (stays on this device|has HTML in it \(foreignObject\), which this browser lets no page read\.)/,
      );
      await expectQuiet(errors);
    });

    test("HEIC and TIFF are taken where the browser shows them; elsewhere it says which do", async () => {
      const errors = tab.errors().length;
      const pictures = { HEIC: base64("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), TIFF: tiff() };
      for (const [format, data] of Object.entries(pictures)) {
        const shows = await tab.evaluate(async (data: string) => {
          const image = new Image();
          image.src = `data:;base64,${data}`;
          return image.decode().then(
            () => true,
            () => false,
          );
        }, data);
        // As phones and chats do: the name says JPEG.
        const name = `${format}.jpg`;
        const { said, alarm } = await bring("drop", {
          files: [{ name, type: "image/jpeg", base64: data }],
        });
        expect(alarm, format).toBe(!shows);
        expect(said).toMatch(
          shows
            ? `${name} stays on this device`
            : `${name} is a ${format} picture, which this browser does not show (Safari does): save it as JPEG or PNG.`,
        );
      }
      await expectQuiet(errors);
    });

    test("what is no picture, cut off or empty is called that, and the picture there stays", async () => {
      const errors = tab.errors().length;
      const good = await bring("drop", { files: [{ name: "dot.png", base64: dot }] });
      expect(good).toMatchObject({ before: "Before 1 × 1 px", middle: [255, 0, 0, 127] });
      const refused: [Brought, string][] = [
        [file("a.png", ""), "a.png is empty."],
        [file("b.png", "%PDF-1.7"), "b.png is not a picture but a PDF document."],
        [file("c.png", "\x89PNG\r\n\x1a\n"), "c.png is a PNG picture that is damaged or cut off."],
        [file("d.png", "hello"), "d.png is not a picture that this browser can decode."],
      ];
      for (const [brought, sentence] of refused) {
        const { said, alarm, before } = await bring("drop", brought);
        expect({ said, alarm, before }).toEqual({
          said: sentence,
          alarm: true,
          before: good.before,
        });
      }
      await expectQuiet(errors);
    });

    test("of 100 files one is taken, and it says so", async () => {
      const errors = tab.errors().length;
      const files = Array.from({ length: 100 }, (_, i) =>
        i === 41
          ? { name: "dot.png", type: "image/png", base64: dot }
          : { name: `${i}.txt`, type: "text/plain", base64: base64("hello") },
      );
      const { said, before } = await bring("drop", { files });
      expect(before).toBe("Before 1 × 1 px");
      expect(said).toMatch(
        /^dot\.png stays .*Of the 100 files that were given Lanes takes this one\.$/,
      );
      await expectQuiet(errors);
    });

    test("an address, dropped or pasted as HTML, is never fetched; a picture within it is taken", async () => {
      const errors = tab.errors().length;
      const address = `${elsewhere.url}favicon.svg`;
      const { host } = new URL(address);
      const sentence = (by: string) =>
        `Only an address at ${host} was ${by}, and Lanes fetches nothing unasked: save the picture, then drop its file here.`;
      const html = `<meta charset="utf-8"><p style="color:red"><img src="${address}" onerror="told.push(1)">`;
      const dropped = await bring("drop", { addresses: address });
      expect(dropped).toMatchObject({ alarm: true, said: sentence("dropped") });
      const pasted = await bring("paste", { html });
      expect(pasted).toMatchObject({ alarm: true, said: sentence("pasted") });
      const both = await bring("drop", { addresses: address, html });
      expect(both.said).toBe(sentence("dropped"));
      const within = await bring("paste", { html: `<img src="data:image/png;base64,${dot}">` });
      expect(within).toMatchObject({ alarm: false, middle: [255, 0, 0, 127] });
      expect(within.said).toMatch(/^The pasted picture stays on this device/);
      expect(elsewhere.asked).toEqual([]);
      expect(await tab.evaluate(() => location.href)).toContain(lanes.server.url);
      await expectQuiet(errors);
    });

    const chooseHere = (path: string) =>
      tab.choose(
        () =>
          document
            .querySelector("lanes-app")
            ?.shadowRoot?.querySelector("lanes-picture")
            ?.shadowRoot?.querySelector("#file") as HTMLInputElement,
        path,
      );

    /** Says what came of a file that `treat` has treated between its being chosen and read. */
    const readLate = async (name: string, treat: (path: string) => Promise<void>) => {
      const path = join(folder, name);
      await writeFile(path, Buffer.from(dot, "base64"));
      // A service worker would load the page once more.
      const prelude = "delete Navigator.prototype.serviceWorker;";
      const host = await startPlainHost({}, { prelude });
      try {
        const decoder = (await readdir(join(builtSite, "assets"))).find((n) =>
          n.startsWith("given-"),
        );
        let release = () => {};
        host.holds[`assets/${decoder}`] = new Promise<void>((released) => {
          release = released;
        });
        await goToLanes(tab, `${host.url}#work=resize&tasks=2&size=200`);
        await listen();
        await chooseHere(path);
        await until(async () => (await words()) === "Decoding the picture.", "its being read");
        await treat(path);
        release();
        return await shown("Decoding the picture.");
      } finally {
        await host.stop();
      }
    };

    test("a picture that has changed on disk, or gone, since it was chosen is told as that", async () => {
      const errors = tab.errors().length;
      const gone = await readLate("gone.png", (path) => rm(path));
      expect(gone.said).toMatch(
        /^gone\.png could not be read: since it was chosen it has changed, moved/,
      );
      expect(gone.alarm).toBe(true);
      // Longer, later, and a picture as well.
      const changed = await readLate("changed.png", (path) =>
        writeFile(path, svg('width="7" height="7"')),
      );
      // Firefox reads what is there now.
      if (engine === "firefox") expect(changed.before).toBe("Before 7 × 7 px");
      else
        expect(changed.said).toMatch(
          /^changed\.png could not be read: since it was chosen it has changed/,
        );
      await expectQuiet(errors);
    });

    test("a picture that is chosen is taken, and may be chosen again", async () => {
      const errors = tab.errors().length;
      const path = join(folder, "mine.png");
      await writeFile(path, Buffer.from(dot, "base64"));
      const choose = async () => {
        const before = await words();
        await chooseHere(path);
        return shown(before);
      };
      expect((await choose()).said).toMatch(/^mine\.png stays on this device/);
      await writeFile(path, "%PDF-1.7");
      expect((await choose()).said).toBe("mine.png is not a picture but a PDF document.");
      await expectQuiet(errors);
    });

    test(
      "a folder is told as a folder",
      engine === "chromium" ? {} : skipped("only Chromium's driver can drop a folder"),
      async () => {
        const browser = await chromium.launch({
          executablePath: process.env.LANES_CHROMIUM,
          args: chromiumArguments,
        });
        try {
          const page = await browser.newPage();
          patiently(page);
          const errors: string[] = [];
          page.on(
            "console",
            (message) => message.type() === "error" && errors.push(message.text()),
          );
          page.on("pageerror", (error) => errors.push(String(error)));
          await page.goto(`${lanes.server.url}#work=resize&size=200`);
          await page.locator("lanes-picture .own p").waitFor();
          const session = await page.context().newCDPSession(page);
          const data = { items: [], files: [folder], dragOperationsMask: 1 };
          for (const type of ["dragEnter", "dragOver", "drop"] as const) {
            await session.send("Input.dispatchDragEvent", { type, x: 200, y: 200, data });
          }
          const alarm = page.locator("lanes-picture .own [role=alert]");
          const name = folder.split("/").at(-1);
          expect(await alarm.textContent()).toBe(`${name} is a folder: drop one picture of it.`);
          expect(errors).toEqual([]);
        } finally {
          await browser.close();
        }
      },
    );
  });
});
