/** A worker whose event loop is the one under test (`loop=worker`): the page itself never freezes. */
import { answerProbes } from "../monitor/responder.ts";
import { EventLoopHost } from "./event-loop-host.ts";
import { toLanesError } from "./failure.ts";
import { holdLife } from "./liveness.ts";
import { buffersOf } from "./outputs.ts";
import { stopHooks } from "./stop-word.ts";
import {
  type FromWorker,
  outputIntervalMs,
  progressIntervalMs,
  type SentModelAccess,
  type ToWorker,
} from "./worker-protocol.ts";

const alive = holdLife(self.name);
const host = new EventLoopHost();
let cancellation = new AbortController();

function post(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function postOutputs(): void {
  const outputs = host.takeOutputs();
  if (outputs.length > 0) post({ type: "outputs", outputs }, buffersOf(outputs));
}

function portOf({ port }: SentModelAccess): () => MessagePort {
  return () => port;
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case "stop-word":
      stopHooks.lanesStop = message.word;
      break;
    case "watch":
      answerProbes(message.port);
      break;
    case "prepare":
      await host.prepare(
        message.order,
        message.model && { ...message.model, connect: portOf(message.model) },
      );
      await alive;
      post({ type: "prepared" });
      break;
    case "run": {
      cancellation = new AbortController();
      const ticking = setInterval(
        () => post({ type: "progress", ended: host.endedTasks() }),
        progressIntervalMs,
      );
      const showing = message.order.watched
        ? setInterval(postOutputs, outputIntervalMs)
        : undefined;
      try {
        const result = await host.run(message.order, message.startEpochMs, cancellation.signal);
        postOutputs();
        post({ type: "ended", result });
      } finally {
        clearInterval(ticking);
        clearInterval(showing);
      }
      break;
    }
    case "cancel":
      cancellation.abort();
      break;
    case "release":
      host.release();
      break;
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
