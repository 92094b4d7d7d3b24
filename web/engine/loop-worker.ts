/** A worker whose event loop is the one under test (`loop=worker`): the page itself never freezes. */
import { answerProbes } from "../monitor/responder.ts";
import { EventLoopHost } from "./event-loop-host.ts";
import { toLanesError } from "./failure.ts";
import { holdLife } from "./liveness.ts";
import { stopHooks } from "./stop-word.ts";
import { type FromWorker, progressIntervalMs, type ToWorker } from "./worker-protocol.ts";

const alive = holdLife(self.name);
const host = new EventLoopHost();
let cancellation = new AbortController();

function post(message: FromWorker): void {
  postMessage(message);
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
      await Promise.all([host.prepare(message.order), alive]);
      post({ type: "prepared" });
      break;
    case "run": {
      cancellation = new AbortController();
      const ticking = setInterval(
        () => post({ type: "progress", ended: host.endedTasks() }),
        progressIntervalMs,
      );
      try {
        const result = await host.run(message.order, message.startEpochMs, cancellation.signal);
        post({ type: "ended", result });
      } finally {
        clearInterval(ticking);
      }
      break;
    }
    case "cancel":
      cancellation.abort();
      break;
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
