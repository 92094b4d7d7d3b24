/** The downstream model in real time, on a thread of its own, for one run at a time. */
import { type MessagePort as NodePort, parentPort } from "node:worker_threads";
import type {
  BystanderRequest as BystanderOrder,
  DownstreamModel,
  DownstreamRequest,
  MainModule,
} from "@generated/wasm/lanes-downstream";
import { epochNow } from "../../engine/clock.ts";
import type { Answered, Asked } from "../../engine/downstream-protocol.ts";
import { loadModule } from "./modules.ts";

export type ToModel =
  /** `port` asks it (model-client.ts). */
  | { type: "start"; shape: DownstreamRequest; port: NodePort; bystander?: BystanderOrder }
  | { type: "stop" };
/** The bystander's requests: [sent, ended, 0 answered / 1 refused / 2 timed out] …, shared clock. */
export type FromModel = number[];

const loading = loadModule<MainModule>("lanes-downstream");
let model: DownstreamModel | undefined;
let asker: NodePort | undefined;
let timer: NodeJS.Timeout | undefined;

function answer(): void {
  clearTimeout(timer);
  if (!model) return;
  const finished = model.finished(performance.now(), 500) as Answered;
  if (finished.length > 0) asker?.postMessage(finished);
  const waitMs = model.nextEventMs() - performance.now();
  if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(answer, Math.max(0, Math.ceil(waitMs)));
}

function ask(asked: Asked): void {
  const now = performance.now();
  for (let i = 0; i < asked.length; i += 3) {
    const [id, seed, ms] = asked.slice(i, i + 3) as [number, number, number];
    model?.submit(id, seed, ms, now);
  }
  answer();
}

async function start({ shape, port, bystander }: ToModel & { type: "start" }): Promise<FromModel> {
  const { DownstreamModel } = await loading;
  model = new DownstreamModel(shape);
  asker = port;
  port.on("message", ask);
  if (bystander) model.addBystander(bystander, performance.now());
  answer();
  return [];
}

function stop(): FromModel {
  answer();
  clearTimeout(timer);
  const toEpoch = epochNow() - performance.now();
  const requests = model
    ?.takeBystander()
    .map((value, i) => (i % 3 === 2 ? value : value + toEpoch));
  model?.delete();
  model = undefined;
  asker?.close();
  return requests ?? [];
}

parentPort?.on("message", async (message: ToModel) => {
  parentPort?.postMessage(message.type === "start" ? await start(message) : stop());
});
