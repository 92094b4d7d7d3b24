import { describe, expect, it } from "vitest";
import { OutputReader } from "../../../web/engine/hosts/outputs.ts";
import { checkPicture } from "../../../web/engine/picture-check.ts";
import { fitting, tooLarge } from "../../../web/kit/picture/own-picture.ts";
import { maxPicturePixels } from "../../../web/spec/types.ts";

/** A memory with a table of `tasks` entries at its start and pixels after it. */
function memoryOf(tasks: number) {
  const buffer = new SharedArrayBuffer(32 * tasks + 1000);
  const table = new Uint32Array(buffer, 0, 8 * tasks);
  const bytes = new Uint8Array(buffer);
  const put = (task: number, turn: number, width: number, value: number) => {
    const address = 32 * tasks + 100 * task;
    bytes.fill(value, address, address + 4 * width);
    table.set([turn, 0, task, width, 1, 9, 10, address], 8 * task);
  };
  return { table, put };
}

describe("outputs in shared memory", () => {
  it("are taken once each, in the order they came", () => {
    const { table, put } = memoryOf(4);
    const reader = new OutputReader();
    expect(reader.take(table)).toEqual([]);
    put(3, 1, 2, 77);
    put(1, 2, 3, 78);
    const [first, second, ...none] = reader.take(table);
    expect(none).toEqual([]);
    expect(first).toMatchObject({ task: 3, y: 3, width: 2, height: 1 });
    expect(first).toMatchObject({ totalWidth: 9, totalHeight: 10 });
    expect([...(first?.pixels ?? [])]).toEqual(Array(8).fill(77));
    expect(second?.pixels.length).toBe(12);
    put(0, 3, 1, 79);
    expect(reader.take(table).map(({ task }) => task)).toEqual([0]);
    expect(reader.take(table)).toEqual([]);
  });

  it("are copies that outlive the memory", () => {
    const { table, put } = memoryOf(1);
    put(0, 1, 2, 5);
    const [output] = new OutputReader().take(table);
    put(0, 1, 2, 6);
    expect(output?.pixels[0]).toBe(5);
    expect(output?.pixels.buffer).toBeInstanceOf(ArrayBuffer);
  });
});

describe("a picture of one's own", () => {
  it("is never made larger, and keeps its shape when it is scaled down", () => {
    expect(fitting({ width: 640, height: 480 }, maxPicturePixels)).toEqual({
      width: 640,
      height: 480,
    });
    for (const given of [
      { width: 8000, height: 5000 },
      { width: 1, height: 39_999_999 },
      { width: 39_999_999, height: 1 },
      { width: 2049, height: 2048 },
    ]) {
      const { width, height } = fitting(given, maxPicturePixels);
      expect(width * height).toBeLessThanOrEqual(maxPicturePixels);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
      if (Math.min(given.width, given.height) > 1) {
        expect(width / height).toBeCloseTo(given.width / given.height, 2);
      }
    }
  });

  it("is refused by its size with both sides and the limit", () => {
    expect(tooLarge("a.png", { width: 12_000, height: 9000 })).toBe(
      "a.png is 12,000 × 9,000 px, 108 megapixels: Lanes takes pictures of up to 40.",
    );
  });

  it("must have the pixels that its sides say", () => {
    const data = new Uint8ClampedArray(16);
    expect(() => checkPicture(undefined)).not.toThrow();
    expect(() => checkPicture({ width: 2, height: 2, data })).not.toThrow();
    for (const [width, height] of [
      [2, 1],
      [0, 0],
      [-2, -2],
      [1.5, 2],
      [Number.NaN, 2],
    ] as const) {
      expect(() => checkPicture({ width, height, data })).toThrow(/whole pixels/);
    }
  });
});
