/** The downstream model in real time, for anyone with a port to the worker that this runs in. */
import type { DownstreamModel, MainModule } from "@generated/wasm/lanes-downstream";
import { epochNow } from "../../base/clock.ts";
import { answering, type Line } from "../../workers/answering.ts";
import type { DownstreamContract, Watch, Watched } from "./downstream-protocol.ts";
import {
  forEachAnswer,
  forEachRequest,
  type ModelAnswers,
  type ModelRequests,
  shiftBystander,
  writeAnswer,
} from "./model-codec.ts";

/** Answers sent per turn, so that clients stay responsive when many requests end at once. */
const answersPerTurn = 500;

let model: DownstreamModel | undefined;
/** By the model's id: the client, and its own id for the request. */
let askers = new Map<number, { port: MessagePort; id: number }>();
let nextId = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let endWatch: ((last: boolean) => void) | undefined;

function ask(port: MessagePort, asked: ModelRequests): void {
  if (!model) return;
  const now = performance.now();
  const asking = model;
  forEachRequest(asked, (id, seed, ms) => {
    askers.set(nextId, { port, id });
    asking.submit(nextId++, seed, ms, now);
  });
  answer();
}

/** Sends out everything that has ended, and schedules itself for the next end. */
function answer(): void {
  clearTimeout(timer);
  if (!model) return;
  const finished = model.finished(performance.now(), answersPerTurn);
  const answers = new Map<MessagePort, ModelAnswers>();
  forEachAnswer(finished, (key, its) => {
    const asker = askers.get(key);
    askers.delete(key);
    if (!asker) return;
    const told = answers.get(asker.port) ?? [];
    writeAnswer(told, asker.id, its);
    answers.set(asker.port, told);
  });
  for (const [port, told] of answers) {
    told.push(epochNow());
    port.postMessage(told);
  }
  const waitMs = model.nextEventMs() - performance.now();
  if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(answer, Math.max(0, Math.ceil(waitMs)));
}

function watch({ port, everyMs, bystander }: Watch): void {
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
  const bystander = shiftBystander(watched.takeBystander(), performance.timeOrigin);
  port.postMessage({
    ...watched.moment(),
    atMs: epochNow(),
    bystander,
    last,
  } satisfies Watched);
}

/** Call once; `line`: to whoever starts and watches it, if that is not the worker's own page. */
export function answerAsDownstream(loading: Promise<MainModule>, line?: Line): void {
  answering<DownstreamContract>(
    {
      async start(shape) {
        const { DownstreamModel } = await loading;
        endWatch?.(false);
        model?.delete();
        model = new DownstreamModel(shape);
        askers = new Map();
        nextId = 0;
      },
      async whatIf(questions) {
        const { simulate } = await loading;
        return questions.map((question) => simulate(question));
      },
    },
    {
      connect(port) {
        port.onmessage = ({ data }: MessageEvent<ModelRequests>) => ask(port, data);
      },
      async watch(wanted) {
        await loading;
        watch(wanted);
      },
    },
    line,
  );
}
