/** A worker whose event loop is the one under test (`loop=worker`): the page itself never freezes. */
import { answerProbes } from "../../monitor/probe/responder.ts";
import { answering } from "../../workers/answering.ts";
import { EventLoopHost } from "./event-loop-host.ts";
import { buffersOf } from "./outputs.ts";
import { stopHooks } from "./stop-word.ts";
import { type LoopContract, outputIntervalMs, progressIntervalMs } from "./worker-protocol.ts";

const host = new EventLoopHost();

const page = answering<LoopContract>(
  {
    prepare({ order, model }) {
      return host.prepare(order, model && { ...model, connect: () => model.port });
    },
    memoryUse: () => host.memoryUse(),
    async run({ order, startEpochMs }, signal) {
      const ticking = setInterval(() => page.tell("progress", host.counts()), progressIntervalMs);
      const showing = order.watched ? setInterval(tellOutputs, outputIntervalMs) : undefined;
      try {
        const outcome = await host.run(order, startEpochMs, signal);
        tellOutputs();
        return outcome;
      } finally {
        clearInterval(ticking);
        clearInterval(showing);
      }
    },
  },
  {
    release: () => host.release(),
    stopWord(word) {
      stopHooks.lanesStop = word;
    },
    watch: answerProbes,
  },
);

function tellOutputs(): void {
  const outputs = host.takeOutputs();
  if (outputs.length > 0) page.tell("outputs", outputs, buffersOf(outputs));
}
