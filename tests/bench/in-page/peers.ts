/** Lanes' kernels and those of well-known packages, in the page, on its main thread. */
import type { MainModule, RunRequest } from "@generated/wasm/lanes";
import resizeBySquoosh, { initResize } from "@jsquash/resize";
import squooshAddress from "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm?url&no-inline";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { createSHA256 } from "hash-wasm";
import pica from "pica";
import workerpool from "workerpool";
import { offer, siteModule, timed } from "./offer.ts";
import { requestOf } from "./request.ts";

/** What the module has once it has the work `resize`. */
interface Pictures {
  begin(watched: boolean): void;
  setInput(width: number, height: number, pixels: Uint8ClampedArray): void;
  /** Eight words a task: ready, x, y, width, height, total width and height, address. */
  outputs(): Uint32Array;
  delete(): void;
}
interface WithPictures {
  Pictures: new () => Pictures;
  generatedPixels(seed: number, width: number): Uint8Array;
}

const lanes = siteModule<MainModule>("lanes");

/** One task in the module that the page uses; `before` gets the run before it starts. */
async function lanesTask(
  change: Partial<RunRequest>,
  before: (run: InstanceType<MainModule["EventLoopRun"]>) => void = () => undefined,
): Promise<{ ms: number; text: string }> {
  const module = await lanes;
  const run = new module.EventLoopRun(requestOf(change));
  try {
    before(run);
    const ms = await timed(() => new Promise<void>((ended) => run.start(ended)));
    return { ms, text: run.outcome().texts[0] ?? "" };
  } finally {
    run.delete();
  }
}

export interface Hashed {
  ms: number;
  digest: string;
}

/** The `hash` chain from seed 1, by each side's own hex. */
const hash = {
  async lanes(links: number): Promise<Hashed> {
    const { ms, text } = await lanesTask({ size: links });
    return { ms, digest: text };
  },
  async hashWasm(links: number): Promise<Hashed> {
    const hasher = await createSHA256();
    let digest = "1";
    const ms = await timed(() => {
      for (let link = 0; link < links; link++) digest = hasher.init().update(digest).digest("hex");
    });
    return { ms, digest };
  },
  async noble(links: number): Promise<Hashed> {
    let digest = "1";
    const ms = await timed(() => {
      for (let link = 0; link < links; link++) digest = bytesToHex(sha256(utf8ToBytes(digest)));
    });
    return { ms, digest };
  },
  async subtle(links: number): Promise<Hashed> {
    let digest = "1";
    const ms = await timed(async () => {
      for (let link = 0; link < links; link++) {
        const bytes = await crypto.subtle.digest("SHA-256", utf8ToBytes(digest));
        digest = bytesToHex(new Uint8Array(bytes));
      }
    });
    return { ms, digest };
  },
};

export interface Resized {
  lanesMs: number;
  squooshMs: number;
  picaMs: number;
  /** Mean difference of a colour value from Lanes' result, 0 to 255. */
  squooshDiffers: number;
  picaDiffers: number;
}

let ready: Promise<unknown> | undefined;
/** Wasm and JavaScript, on this thread. */
const inWasm = pica({ features: ["js", "wasm"] });

/** The same generated picture by each side, to a quarter of its width and height. */
async function resize(width: number): Promise<Resized> {
  const module = (await lanes) as unknown as WithPictures;
  if (!("generatedPixels" in module)) throw new Error("The module hands out no pictures.");
  ready ??= initResize(squooshAddress);
  await ready;
  const height = (width * 3) / 4;
  const pixels = new Uint8ClampedArray(module.generatedPixels(1, width));
  const to = { width: width / 4, height: height / 4 };

  const pictures = new module.Pictures();
  pictures.begin(true);
  pictures.setInput(width, height, pixels);
  const { ms: lanesMs } = await lanesTask({ work: "resize", size: width }, (run) =>
    (run as unknown as { use(with_: Pictures): void }).use(pictures),
  );
  const table = pictures.outputs();
  const address = table[7] as number;
  const ours = new Uint8Array(table.buffer, address, 4 * to.width * to.height).slice();
  pictures.delete();

  // Mitchell's filter on stored values, weighted by alpha: what Lanes does.
  const squooshFrom = performance.now();
  const bySquoosh = await resizeBySquoosh(new ImageData(pixels, width, height), {
    ...to,
    method: "mitchell",
    premultiply: true,
    linearRGB: false,
  });
  const squooshMs = performance.now() - squooshFrom;

  // pica has no Mitchell: lanczos2 reaches as far (two pixels of the result to each side).
  const picaFrom = performance.now();
  const byPica = await inWasm.resizeBuffer({
    src: pixels,
    width,
    height,
    toWidth: to.width,
    toHeight: to.height,
    filter: "lanczos2",
  });
  const picaMs = performance.now() - picaFrom;
  return {
    lanesMs,
    squooshMs,
    picaMs,
    squooshDiffers: difference(ours, bySquoosh.data),
    picaDiffers: difference(ours, byPica),
  };
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error("The results differ in size.");
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}

export interface Dispatch {
  batches: number;
  tasks: number;
  workers: number;
}

let pool: ReturnType<typeof workerpool.pool> | undefined;

/** Batches of tasks that do nothing, each batch awaited. */
async function workerpoolMs({ batches, tasks, workers }: Dispatch): Promise<number> {
  const address = new URL("./peers-worker.js", here).href;
  pool ??= workerpool.pool(address, {
    minWorkers: workers,
    maxWorkers: workers,
    workerType: "web",
    workerOpts: { type: "module" },
  });
  const started = pool;
  return timed(async () => {
    for (let batch = 0; batch < batches; batch++) {
      await Promise.all(
        Array.from({ length: tasks }, (_, task) => started.exec("nothing", [task])),
      );
    }
  });
}

/** The same number of tasks of one SHA-256 through `window.lanes`: the sum of the makespans. */
async function lanesDispatch(
  { batches, tasks, workers }: Dispatch,
  tier: "threads" | "workers",
): Promise<{ makespanMs: number; callsMs: number }> {
  let makespanMs = 0;
  const callsMs = await timed(async () => {
    for (let batch = 0; batch < batches; batch++) {
      const spec = { work: "hash", how: ["parallel" as const], tasks, size: 1, workers, tier };
      const [result] = await window.lanes.run(spec);
      makespanMs += result?.wallMs ?? Number.NaN;
    }
  });
  return { makespanMs, callsMs };
}

/** What the browser does natively: a document of `records` written and read back. */
async function json(records: number): Promise<{ bytes: number; stringify: number; parse: number }> {
  const people = Array.from({ length: records }, (_, id) => ({
    id,
    name: `Person ${id}`,
    email: `person${id}@example.com`,
    balance: id * 1.25,
    active: id % 3 === 0,
    tags: ["alpha", "beta", `t${id % 17}`],
    address: { street: `${id} Main Street`, city: "Springfield", zip: `${10_000 + (id % 9000)}` },
  }));
  let text = "";
  const stringify = await timed(() => {
    text = JSON.stringify(people);
  });
  const parse = await timed(() => JSON.parse(text));
  return { bytes: text.length, stringify, parse };
}

const here = import.meta.url;

const functions = {
  lanesHash: hash.lanes,
  hashWasm: hash.hashWasm,
  noble: hash.noble,
  subtle: hash.subtle,
  resize,
  workerpoolMs,
  lanesThreads: (load: Dispatch) => lanesDispatch(load, "threads"),
  lanesWorkers: (load: Dispatch) => lanesDispatch(load, "workers"),
  json,
};
export type Functions = typeof functions;
offer(functions);
