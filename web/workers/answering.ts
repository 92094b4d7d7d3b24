/** A worker's side of the conversation with its page (conversation.ts). Imported in workers only. */
import { toLanesError } from "../spec/failure.ts";
import type { Asked, Contract, FromWorker, Replied, ToWorker } from "./contract.ts";
import { type Hold, holdLife } from "./liveness.ts";

/** A reply, and the parts of it that are transferred instead of copied. */
class Handover<Reply> {
  readonly reply: Reply;
  readonly transfer: Transferable[];
  constructor(reply: Reply, transfer: Transferable[]) {
    this.reply = reply;
    this.transfer = transfer;
  }
}

/** For an answer: `reply`, with `transfer` handed over to the page. */
export function handingOver<Reply>(reply: Reply, transfer: Transferable[]): Handover<Reply> {
  return new Handover(reply, transfer);
}

type Answer<Reply> = Reply | Handover<Reply>;

/** `signal` aborts when the reply is no longer wanted. What a handler throws becomes its reply. */
type Answers<C extends Contract> = {
  [Name in keyof C["asks"]]: (
    what: Asked<C, Name>,
    signal: AbortSignal,
  ) => Answer<Replied<C, Name>> | Promise<Answer<Replied<C, Name>>>;
};

/** An exception in one of these ends the worker. */
type Listeners<C extends Contract> = {
  [Name in keyof C["tells"]]: (what: C["tells"][Name]) => void | Promise<void>;
};

/** The page, seen from the worker. */
export interface Page<C extends Contract> {
  tell<Name extends keyof C["news"] & string>(
    name: Name,
    what: C["news"][Name],
    transfer?: Transferable[],
  ): void;
  /** Declares this worker broken: the page ends it, with all its open requests. */
  fail(error: unknown): void;
}

/** How a worker hears its page and speaks to it. */
export interface Line {
  hear(message: (data: ToWorker) => void, unreadable: () => void): void;
  say(message: FromWorker, transfer: Transferable[]): void;
}

/** A worker's own messages. */
const ownLine: Line = {
  hear(message, unreadable) {
    addEventListener("message", ({ data }: MessageEvent<ToWorker>) => message(data));
    addEventListener("messageerror", unreadable);
  },
  say: (message, transfer) => postMessage(message, { transfer }),
};

/** Starts answering the page. Call once, during the first run of the worker's script. */
export function answering<C extends Contract>(
  answers: Answers<C>,
  listeners: Listeners<C>,
  line: Line = ownLine,
): Page<C> {
  const post = (message: FromWorker, transfer: Transferable[] = []) => line.say(message, transfer);
  const open = new Map<number, AbortController>();

  async function reply(id: number, name: string, what: unknown): Promise<void> {
    const abort = new AbortController();
    open.set(id, abort);
    try {
      const answer = await (answers[name as keyof C["asks"]] as Handler)(what, abort.signal);
      if (answer instanceof Handover) post({ id, reply: answer.reply }, answer.transfer);
      else post({ id, reply: answer });
    } catch (error) {
      post(failure(id, error));
    } finally {
      open.delete(id);
    }
  }

  async function hear(name: string, what: unknown): Promise<void> {
    await (listeners[name as keyof C["tells"]] as Handler)(what);
  }

  const fail = (error: unknown) => post(failure(0, error));
  let hold: Hold | undefined;
  /** The lock is on its way: what comes meanwhile waits, since a task may block for minutes. */
  let taking: Promise<void> | undefined;
  const take = (turn: number) => {
    hold?.release();
    hold = turn > 0 ? holdLife(self.name) : undefined;
    const taken = hold?.held.then((locked) => {
      if (taking === taken) taking = undefined;
      post({ holds: turn, locked });
    });
    taking = taken;
  };
  const handle = (data: ToWorker) => {
    if ("hold" in data) take(data.hold);
    else if ("cancelled" in data) open.get(data.cancelled)?.abort();
    else if (data.id === 0) hear(data.name, data.what).catch(fail);
    else void reply(data.id, data.name, data.what);
  };
  const inOrder = (data: ToWorker) => {
    if (taking && !("hold" in data)) void taking.then(() => inOrder(data));
    else handle(data);
  };
  line.hear(inOrder, () => fail(new Error("what it was told could not be read")));
  queueMicrotask(() => post({ begun: true }));
  return {
    tell: (news, what, transfer) => post({ news, what }, transfer),
    fail,
  };
}

type Handler = (what: unknown, signal?: AbortSignal) => unknown;

function failure(id: number, error: unknown): FromWorker {
  const { code, message, diagnostics } = toLanesError(error);
  return { id, code, message, ...(diagnostics.length > 0 && { diagnostics }) };
}
