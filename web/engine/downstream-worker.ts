/** The downstream model in real time, for anyone with a port to this worker. */
import type { DownstreamModel, MainModule } from "@generated/wasm/lanes-downstream";
import { epochNow } from "./clock.ts";
import type {
  Answered,
  Asked,
  FromDownstream,
  ToDownstream,
  Watched,
} from "./downstream-protocol.ts";
import { loadModule } from "./modules.ts";

/** Answers told in one turn: whoever gets them stays responsive however many end at once. */
const answersPerTurn = 500;

const loading = loadModule<MainModule>("lanes-downstream");

let model: DownstreamModel | undefined;
/** Who asked, by the model's own ids, and by which id of theirs. */
let askers = new Map<number, { port: MessagePort; id: number }>();
let nextId = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let endWatch: ((last: boolean) => void) | undefined;

function ask(port: MessagePort, asked: Asked): void {
  if (!model) return;
  const now = performance.now();
  for (let i = 0; i < asked.length; i += 3) {
    const [id, seed, ms] = asked.slice(i, i + 3) as [number, number, number];
    askers.set(nextId, { port, id });
    model.submit(nextId++, seed, ms, now);
  }
  answer();
}

/** Tells everyone what has ended, and comes back when more will have. */
function answer(): void {
  clearTimeout(timer);
  if (!model) return;
  const finished = model.finished(performance.now(), answersPerTurn);
  const answers = new Map<MessagePort, Answered>();
  for (let i = 0; i < finished.length; i += 3) {
    const key = finished[i] as number;
    const asker = askers.get(key);
    askers.delete(key);
    if (!asker) continue;
    const [outcome, text] = finished.slice(i + 1, i + 3) as [number, string];
    const told = answers.get(asker.port) ?? [];
    told.push(asker.id, outcome, text);
    answers.set(asker.port, told);
  }
  for (const [port, told] of answers) port.postMessage(told);
  const waitMs = model.nextEventMs() - performance.now();
  if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(answer, Math.max(0, Math.ceil(waitMs)));
}

function watch({ port, everyMs, bystander }: ToDownstream & { type: "watch" }): void {
  const watched = model;
  if (!watched) return;
  endWatch?.(false);
  const ticking = setInterval(() => tell(watched, port, false), everyMs);
  endWatch = (last) => {
    endWatch = undefined;
    clearInterval(ticking);
    if (last) tell(watched, port, true);
    if (bystander) watched.addBystander({ ...bystander, everyMs: 0 }, performance.now());
    port.close();
  };
  port.onmessage = () => endWatch?.(true);
  if (bystander) watched.addBystander(bystander, performance.now());
  answer();
}

function tell(watched: DownstreamModel, port: MessagePort, last: boolean): void {
  answer();
  const bystander = watched
    .takeBystander()
    .map((value, i) => (i % 3 === 2 ? value : performance.timeOrigin + value));
  port.postMessage({
    ...watched.moment(),
    atMs: epochNow(),
    bystander,
    last,
  } satisfies Watched);
}

async function handle(message: ToDownstream): Promise<void> {
  if (message.type === "connect") {
    const { port } = message;
    port.onmessage = ({ data }: MessageEvent<Asked>) => ask(port, data);
    return;
  }
  const { DownstreamModel, simulate } = await loading;
  if (message.type === "watch") {
    watch(message);
    return;
  }
  if (message.type === "what-if") {
    const outcomes = message.questions.map((question) => simulate(question));
    postMessage({ type: "played", outcomes } satisfies FromDownstream);
    return;
  }
  endWatch?.(false);
  model?.delete();
  model = new DownstreamModel(message.shape);
  askers = new Map();
  nextId = 0;
  postMessage({ type: "started" } satisfies FromDownstream);
}

addEventListener("message", ({ data }: MessageEvent<ToDownstream>) => {
  handle(data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ type: "failed", message } satisfies FromDownstream);
  });
});
