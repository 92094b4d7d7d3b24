/**
 * An instance of the service: an event loop that handles health checks and resizes. Or a worker of
 * an instance's pool, which gets only resizes, one at a time, from the instance.
 */
import { epochNow } from "../../../base/clock.ts";
import { answering } from "../../../workers/answering.ts";
import type {
  Answer,
  Ask,
  InstanceContract,
  Measured,
  Pictures,
  Service,
  Way,
} from "./fleet-protocol.ts";
import { type Resize, Resizer } from "./resizer.ts";
import { WorkerQueue } from "./worker-queue.ts";

/** How resizes are done: `resize` handles a request, `drop` a closed connection. */
interface Handler {
  resize(ticket: number, request: number): Promise<void>;
  drop(ticket: number): void;
}

let resizer: Resizer | undefined;
const turns = new MessageChannel();
const waiting: (() => void)[] = [];
turns.port1.onmessage = () => waiting.shift()?.();

function loaded(): Resizer {
  if (!resizer) throw new Error("no module was loaded");
  return resizer;
}

/**
 * The mistake. The function is async and its caller awaits it, but nothing in it waits: the loop
 * does nothing else until it is done, and cannot notice that a connection was closed.
 */
// shown: fleet-loop
function onTheLoop(pictures: Pictures, answer: (answer: Answer) => void): Handler {
  async function resizePicture(request: number) {
    return loaded().resize(pictures, request);
  }
  return {
    async resize(ticket, request) {
      const ended = await resizePicture(request);
      answer({ type: "ended", ticket, request, ...ended });
    },
    drop() {},
  };
}
// shown end

/**
 * Half a fix: after every turn the loop may do something else, which is often another resize's
 * turn.
 */
// shown: fleet-slices
function inSlices(pictures: Pictures, answer: (answer: Answer) => void): Handler {
  const open = new Map<number, Resize>();
  return {
    async resize(ticket, request) {
      const resize = loaded().begin(pictures, request);
      open.set(ticket, resize);
      while (resize.advance()) await nextTurn();
      open.delete(ticket);
      answer({ type: "ended", ticket, request, ...resize.end() });
    },
    drop(ticket) {
      open.get(ticket)?.cancel();
    },
  };
}
// shown end

/** The fix: the loop hands each resize to the next free worker of its pool, in order. */
// shown: fleet-pool
function onThePool(pool: readonly MessagePort[], answer: (answer: Answer) => void): Handler {
  const queue = new WorkerQueue(pool, Number.POSITIVE_INFINITY, answer);
  return {
    async resize(ticket, request) {
      queue.offer({ ticket, request });
    },
    drop: (ticket) => queue.drop(ticket),
  };
}
// shown end

/**
 * A separate service: the loop hands the job on, and answers as soon as that is accepted. Nobody
 * waits for the picture, so a closed connection changes nothing.
 */
// shown: fleet-service
function onTheService(service: MessagePort, answer: (answer: Answer) => void): Handler {
  service.onmessage = ({ data }: MessageEvent<Answer>) => answer(data);
  return {
    async resize(ticket, request) {
      service.postMessage({ type: "resize", ticket, request } satisfies Ask);
    },
    drop() {},
  };
}
// shown end

function serve({ way, pictures, line, pool }: Service): void {
  const answer = (message: Answer) => line.postMessage(message);
  const handlers: Record<Way, () => Handler> = {
    loop: () => onTheLoop(pictures, answer),
    slices: () => inSlices(pictures, answer),
    pool: () => onThePool(pool, answer),
    service: () => onTheService(pool[0] as MessagePort, answer),
  };
  const handler = handlers[way]();
  line.onmessage = ({ data }: MessageEvent<Ask>) => {
    if (data.type === "check") answer(data);
    else if (data.type === "drop") handler.drop(data.ticket);
    else handler.resize(data.ticket, data.request).catch(page.fail);
  };
}

/** Yields to the loop's pending work, without a timer's 4 ms delay. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    turns.port2.postMessage(null);
  });
}

function measure({ pictures, times }: { pictures: Pictures; times: number }): Measured {
  const startEpochMs = epochNow();
  const endEpochMs: number[] = [];
  for (let time = 0; time < times; time++) {
    loaded().resize(pictures, time);
    endEpochMs.push(epochNow());
  }
  return { startEpochMs, endEpochMs };
}

const page = answering<InstanceContract>(
  {
    async load(computes) {
      if (computes) resizer ??= await Resizer.load();
    },
    measure,
  },
  { serve },
);
