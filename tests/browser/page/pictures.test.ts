/** Works that leave something to look at, in real browsers: every strategy, both tiers. */
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Spec, Strategy } from "../../../web/spec/types.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, useLanes } from "../driver/open-lanes.ts";

interface Seen {
  how: Strategy;
  task: number;
  y: number;
  width: number;
  height: number;
  totalWidth: number;
  totalHeight: number;
  /** SHA-256 of the pixels, hex. */
  pixels: string;
}

interface Ran {
  digests: Record<string, string[]>;
  outputs: Seen[];
  notes: string[];
}

type Order = Partial<Spec> & { picture?: { width: number; height: number } };

/** Runs `order` in the page and hashes its outputs there. */
function run(tab: Tab, order: Order): Promise<Ran> {
  return tab.evaluate(async ({ picture, ...spec }: Order) => {
    const outputs: Promise<Seen>[] = [];
    const given = picture && new ImageData(picture.width, picture.height);
    // A gradient with a diagonal edge, half of it translucent.
    given?.data.forEach((_, i, data) => {
      const x = (i >> 2) % given.width;
      const y = Math.floor((i >> 2) / given.width);
      const channel = [x, y, x + y, x > y ? 255 : 128][i & 3] ?? 0;
      data[i] = channel > 255 ? channel & 255 : channel;
    });
    const results = await window.lanes.run(spec, {
      ...(given ? { picture: given } : {}),
      onOutput: ({ pixels, ...rest }) => {
        const hex = async () => {
          const sums = new Uint8Array(await crypto.subtle.digest("SHA-256", pixels));
          return Array.from(sums, (byte) => byte.toString(16).padStart(2, "0")).join("");
        };
        outputs.push(hex().then((sum) => ({ ...rest, pixels: sum })));
      },
    });
    return {
      digests: Object.fromEntries(results.map(({ how, digests }) => [how, digests])),
      notes: results.flatMap(({ notes }) => notes),
      outputs: await Promise.all(outputs),
    };
  }, order);
}

const strategies = ["sequential", "concurrent", "bounded", "sliced", "parallel"] as const;

/** A PNG header that says `width` × `height`, with one row of pixels after it. */
function png(width: number, height: number): string {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = (table[(c ^ byte) & 255] as number) ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const rows = deflateSync(Buffer.alloc((width + 1) * height, 0), { level: 1 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]).toString("base64");
}

/** Drops a file on the page and gives what the picture panel says after it. */
function drop(tab: Tab, name: string, base64: string): Promise<string> {
  return tab.evaluate(
    async ({ name, base64 }: { name: string; base64: string }) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const panel = document
        .querySelector("lanes-app")
        ?.shadowRoot?.querySelector("lanes-picture")?.shadowRoot;
      const said = () => panel?.querySelector(".own p")?.textContent?.trim() ?? "";
      const before = said();
      const files = new DataTransfer();
      files.items.add(new File([bytes], name, { type: "image/png" }));
      const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files });
      document.body.dispatchEvent(event);
      while (said() === before || said().startsWith("Decoding")) {
        await new Promise((next) => setTimeout(next, 50));
      }
      return said();
    },
    { name, base64 },
  );
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(place, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test.each(["main", "worker"] as const)("mandelbrot: every band arrives (%s)", async (loop) => {
      const order = { work: "mandelbrot", how: [...strategies], tasks: 7, size: 400, workers: 2 };
      const { digests, outputs } = await run(tab, { ...order, loop });
      for (const how of strategies) {
        expect(digests[how], how).toEqual(digests.sequential);
        const bands = outputs.filter((output) => output.how === how);
        expect(bands.map(({ task }) => task).sort(), how).toEqual([0, 1, 2, 3, 4, 5, 6]);
        bands.sort((a, b) => a.task - b.task);
        let y = 0;
        for (const band of bands) {
          expect(band).toMatchObject({ y, width: 400, totalWidth: 400, totalHeight: 300 });
          y += band.height;
        }
        expect(y).toBe(300);
      }
      for (const { task, pixels } of outputs) {
        const same = outputs.filter((output) => output.task === task);
        expect(new Set(same.map((output) => output.pixels))).toEqual(new Set([pixels]));
      }
    });

    test.each(["auto", "workers"] as const)(
      "resize: digests are of what is shown (%s)",
      async (tier) => {
        const order = {
          work: "resize",
          how: [...strategies],
          tasks: 3,
          size: 800,
          workers: 2,
          tier,
        };
        const { digests, outputs } = await run(tab, order);
        expect(outputs.length).toBe(15);
        for (const { how, task, pixels, width, height } of outputs) {
          expect([width, height]).toEqual([200, 150]);
          expect(digests[how]?.[task]).toBe(pixels);
          expect(digests[how]?.[task]).toBe(digests.sequential?.[task]);
        }
        expect(new Set(digests.sequential).size).toBe(3);
      },
    );

    test.each(["auto", "workers"] as const)(
      "resize takes a picture of one's own (%s)",
      async (tier) => {
        const order = { work: "resize", tasks: 3, workers: 2, tier };
        const picture = { width: 403, height: 250 };
        for (const loop of ["main", "worker"] as const) {
          const own = await run(tab, { ...order, loop, how: [...strategies], picture });
          const all = new Set(Object.values(own.digests).flat());
          expect(all.size).toBe(1);
          expect(own.notes.filter((note) => note.includes("403 × 250")).length).toBe(5);
          expect(own.outputs.every(({ width, height }) => width === 100 && height === 62)).toBe(
            true,
          );
          const without = await run(tab, {
            ...order,
            loop,
            how: ["parallel", "sliced"],
            size: 403,
          });
          expect(without.digests.parallel).toEqual(without.digests.sliced);
          expect(all.has(without.digests.parallel?.[0] ?? "")).toBe(false);
        }
      },
    );

    test("resize looks like what the browser makes of the same picture", async () => {
      const difference = await tab.evaluate(async () => {
        const input = await window.lanes.generatedPicture(1, 1024);
        let ours = new Uint8ClampedArray();
        await window.lanes.run(
          { work: "resize", how: ["sequential"], tasks: 1, loop: "worker" },
          { picture: input, onOutput: ({ pixels }) => (ours = pixels) },
        );
        const canvas = document.createElement("canvas");
        canvas.width = input.width / 4;
        canvas.height = input.height / 4;
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        context.imageSmoothingQuality = "high";
        const bitmap = await createImageBitmap(input);
        context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        const theirs = context.getImageData(0, 0, canvas.width, canvas.height).data;
        let sum = 0;
        theirs.forEach((value, i) => {
          sum += Math.abs(value - (ours[i] ?? 1000));
        });
        return sum / theirs.length;
      });
      // Of 255. Their filters differ, and one of them may only sample a few pixels.
      expect(difference).toBeLessThan(4);
    });

    test("pictures that cannot be run are refused with a sentence", async () => {
      const sentences = await tab.evaluate(async () => {
        const refused = async (picture: {
          width: number;
          height: number;
          data: Uint8ClampedArray;
        }) =>
          window.lanes.run({ work: "resize" }, { picture }).then(
            () => "ran",
            (error) => `${error.code}: ${error.message}`,
          );
        return [
          await refused({ width: 10, height: 10, data: new Uint8ClampedArray(399) }),
          await refused({ width: 0, height: 0, data: new Uint8ClampedArray(0) }),
          await refused(new ImageData(4096, 1025)),
        ];
      });
      expect(sentences[0]).toMatch(/^bad-spec: .*four bytes/);
      expect(sentences[1]).toMatch(/^bad-spec: /);
      expect(sentences[2]).toMatch(/^bad-spec: .*4096 × 1025 px/);
    });

    test("the page takes a dropped picture, refuses one that is huge or broken, and goes on", async () => {
      await tab.goto(`${lanes.server.url}#work=resize&how=parallel&tasks=2&workers=2&size=200`);
      await tab.evaluate(() => window.lanes.ready);
      expect(await drop(tab, "huge.png", png(10_000, 10_000))).toMatch(
        /^huge\.png is 10,000 × 10,000 px, 100 megapixels: /,
      );
      expect(await drop(tab, "broken.png", btoa("not a picture"))).toBe(
        "broken.png is not a picture that this browser can decode.",
      );
      expect(await drop(tab, "small.png", png(64, 48))).toMatch(/^small\.png stays on this device/);
      const large = await drop(tab, "large.png", png(4000, 3000));
      expect(large).toMatch(/scaled down from 4,000 × 3,000 px/);
      const after = await tab.evaluate(async () => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const bar = app?.querySelector("lanes-run-bar")?.shadowRoot;
        bar?.querySelector<HTMLButtonElement>(".run")?.click();
        const panel = app?.querySelector("lanes-picture")?.shadowRoot;
        const said = () => panel?.querySelectorAll("figcaption")[1]?.textContent ?? "";
        while (!said().includes("parallel") || panel?.querySelector(".pair .empty")) {
          await new Promise((next) => setTimeout(next, 50));
        }
        return said().replace(/\s+/g, " ").trim();
      });
      expect(after).toBe("After 591 × 443 px, parallel");
      expect(tab.errors()).toEqual([]);
    });
  });
});
