/**
 * The separate service: an event loop that keeps a queue in front of dedicated workers. It answers
 * each job at once, with “accepted” or “full”, and tells the balancer's thread what became of it.
 */
import { epochNow } from "../../../base/clock.ts";
import { answering } from "../../../workers/answering.ts";
import type { Answer, Ask, QueueContract, QueueMessage, QueueService } from "./fleet-protocol.ts";
import { WorkerQueue } from "./worker-queue.ts";

function serve({ places, instances, workers, news }: QueueService): void {
  const tell = (message: QueueMessage) => news.postMessage(message);
  const tellLength = () =>
    tell({
      type: "queue",
      atEpochMs: epochNow(),
      waiting: queue.waiting,
      working: queue.working,
    });
  const queue = new WorkerQueue(workers, places, (answer) => {
    tellLength();
    tell(answer);
  });
  // shown: fleet-service
  for (const line of instances) {
    line.onmessage = ({ data }: MessageEvent<Ask>) => {
      if (data.type !== "resize") return;
      const { ticket, request } = data;
      const accepted = queue.offer({ ticket, request });
      line.postMessage({ type: accepted ? "accepted" : "full", ticket } satisfies Answer);
      if (accepted) tellLength();
    };
  }
  // shown end
}

answering<QueueContract>({}, { serve });
