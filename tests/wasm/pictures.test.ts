/** Works whose tasks leave pictures, as Wasm: the digests are those of the native build. */
import { createHash } from "node:crypto";
import type { MainModule, RunRequest } from "@generated/wasm/lanes";
import { beforeAll, expect, test } from "vitest";
import { ModulePictures } from "../../web/engine/hosts/pictures.ts";
import type { PictureData } from "../../web/spec/types.ts";
import { loadLanes, requestOf } from "./module.ts";

let lanes: MainModule;
beforeAll(async () => {
  lanes = await loadLanes();
});

async function runWatched(request: RunRequest, picture?: PictureData, watched = true) {
  const pictures = new ModulePictures(new lanes.Pictures());
  pictures.prepare({ picture, watched });
  const run = new lanes.EventLoopRun(request);
  run.use(pictures.inModule);
  await new Promise<void>((ended) => run.start(ended));
  const outcome = run.outcome();
  const outputs = pictures.take();
  expect(pictures.take()).toEqual([]);
  run.delete();
  pictures.inModule.delete();
  return { texts: outcome.texts, outputs };
}

function sha256(bytes: Uint8ClampedArray): string {
  return createHash("sha256").update(bytes).digest("hex");
}

// The two digests are checked of the native build by tests/cpp, too.
test("resize gives the native digest, and the digest is of the pixels that it shows", async () => {
  const { texts, outputs } = await runWatched(requestOf({ work: "resize", tasks: 2, size: 1024 }));
  expect(texts[0]).toBe("8a04e14478e7c570e5a6585c2518566d86f5321f38b121faa7f2161fc6d15efb");
  expect(outputs.map(({ task }) => task)).toEqual([0, 1]);
  for (const output of outputs) {
    expect(output).toMatchObject({ x: 0, y: 0, width: 256, height: 192, totalWidth: 256 });
    expect(sha256(output.pixels)).toBe(texts[output.task]);
  }
});

test("mandelbrot gives the native digest, and its bands make one picture", async () => {
  const one = await runWatched(requestOf({ work: "mandelbrot", tasks: 1, size: 512 }));
  expect(one.texts[0]).toBe("104249803c66a8419aa4a607430d11403af600f434f9a0beb3f373d60c2dbc23");
  const bands = await runWatched(requestOf({ work: "mandelbrot", tasks: 5, size: 512 }));
  let y = 0;
  const whole = new Uint8ClampedArray(4 * 512 * 384);
  for (const band of bands.outputs) {
    expect(band).toMatchObject({ x: 0, y, width: 512, totalWidth: 512, totalHeight: 384 });
    whole.set(band.pixels, 4 * 512 * y);
    y += band.height;
  }
  expect(y).toBe(384);
  expect(whole).toEqual(one.outputs[0]?.pixels);
});

test("a picture that is given is what every task resizes", async () => {
  const request = requestOf({ work: "resize", tasks: 3, size: 64, seed: 9 });
  const generated = await runWatched(requestOf({ work: "resize", tasks: 1, size: 400, seed: 9 }));
  const data = new Uint8ClampedArray(lanes.generatedPixels(9, 400));
  const given = await runWatched(request, { width: 400, height: 300, data });
  expect(given.texts).toEqual(Array(3).fill(generated.texts[0]));
  expect(given.outputs.every(({ width, height }) => width === 100 && height === 75)).toBe(true);
  const after = await runWatched(request);
  expect(after.texts[0]).not.toBe(given.texts[0]);
});

test("outputs are kept only where somebody looks, and only as many as fit", async () => {
  const request = requestOf({ work: "resize", tasks: 7, size: 4096 });
  const unwatched = await runWatched(request, undefined, false);
  expect(unwatched.outputs).toEqual([]);
  // 3 MB each: five fit in 16 MB.
  const watched = await runWatched(request);
  expect(watched.outputs.map(({ task }) => task)).toEqual([0, 1, 2, 3, 4]);
  expect(watched.texts).toEqual(unwatched.texts);
});
