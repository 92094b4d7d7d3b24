/**
 * The load balancer on its own thread, so that a busy page cannot make an instance look unhealthy.
 */
import { epochNow } from "../../../base/clock.ts";
import { answering } from "../../../workers/answering.ts";
import { Balancer } from "./balancer.ts";
import type {
  Answer,
  Ask,
  BalancedLoad,
  BalancerContract,
  FleetEvent,
  QueueMessage,
} from "./fleet-protocol.ts";

/** How often the page gets news. */
const everyMs = 100;

type Ended = Extract<Answer, { type: "ended" }>;

const page = answering<BalancerContract>({ balance }, {});

/** Resolves when every request is over, and every job that the separate service accepted. */
function balance({ rules, dueMs, lines, jobs }: BalancedLoad): Promise<void> {
  const startEpochMs = epochNow();
  const sinceStart = (epochMs: number) => epochMs - startEpochMs;
  const now = () => sinceStart(epochNow());
  let acceptedJobs = 0;
  let endedJobs = 0;
  const send = (instance: number, message: Ask) => lines[instance]?.postMessage(message);
  let events: FleetEvent[] = [];
  const balancer = new Balancer(
    rules,
    lines.length,
    {
      check: (instance, id) => send(instance, { type: "check", id }),
      resize: (instance, ticket, request) => send(instance, { type: "resize", ticket, request }),
      drop: (instance, ticket) => send(instance, { type: "drop", ticket }),
    },
    (event) => events.push(event),
  );
  const worked = (instance: number, { request, digest, work }: Ended, wanted: boolean) =>
    events.push({
      type: "work",
      instance,
      worker: work.worker,
      request,
      startMs: work.startEpochMs.map(sinceStart),
      endMs: work.endEpochMs.map(sinceStart),
      wanted,
      digest,
    });
  for (const [instance, line] of lines.entries()) {
    line.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.type === "check") {
        balancer.answerCheck(instance, data.id, now());
      } else if (data.type === "ended") {
        worked(instance, data, balancer.answer(data.ticket, now()));
      } else {
        if (data.type === "accepted") acceptedJobs++;
        balancer.answer(data.ticket, now(), data.type === "full" ? "full" : "answered");
      }
    };
  }
  if (jobs) {
    jobs.onmessage = ({ data }: MessageEvent<QueueMessage>) => {
      if (data.type === "queue") {
        const { atEpochMs, waiting, working } = data;
        events.push({ type: "queue", atMs: sinceStart(atEpochMs), waiting, working });
      } else {
        endedJobs++;
        worked(-1, data, true);
      }
    };
  }
  let arrived = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    const nowMs = now();
    for (; arrived < dueMs.length && (dueMs[arrived] as number) <= nowMs; arrived++) {
      balancer.arrive(nowMs);
    }
    balancer.tick(nowMs);
    const nextMs = Math.min(balancer.nextMs, dueMs[arrived] ?? Number.POSITIVE_INFINITY);
    timer = setTimeout(tick, Math.max(0, nextMs - now()));
  };
  return new Promise((resolve) => {
    const telling = setInterval(() => {
      const over = arrived === dueMs.length && balancer.open === 0 && endedJobs >= acceptedJobs;
      page.tell("seen", { nowMs: now(), events });
      events = [];
      if (!over) return;
      clearTimeout(timer);
      clearInterval(telling);
      resolve();
    }, everyMs);
    tick();
  });
}
