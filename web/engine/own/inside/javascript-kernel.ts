/** JavaScript: a module that exports a function, async function or generator named `task`. */
import { mostAnswerLength } from "../code.ts";
import { type Driver, type Kernel, steps, type TaskNumbers } from "./kernel.ts";
import { noAnswer, placeOf, reasonOf, sourceName, threw, trouble } from "./trouble.ts";

type TaskFunction = (given: object) => unknown;

/** The service did not answer: what `get` rejects with. A task that lets it pass has failed. */
class ServiceError extends Error {
  override readonly name = "ServiceError";
}

/** Waits longer than this are none that a service would have, ms. */
const mostMs = 10_000;

/** Loads the code, which runs what stands outside its functions. */
export async function loadJavaScript(source: string): Promise<TaskFunction> {
  const text = `${source}\n//# sourceURL=${sourceName}`;
  const address = `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`;
  let module: { task?: unknown };
  try {
    module = (await import(/* @vite-ignore */ address)) as typeof module;
  } catch (error) {
    const code = error instanceof SyntaxError ? "does-not-compile" : "task-threw";
    const doing =
      error instanceof SyntaxError ? "This is not JavaScript" : "Your code could not start";
    throw trouble(code, doing, reasonOf(error), placeOf(error));
  }
  const { task } = module;
  if (typeof task === "function") return task as TaskFunction;
  const nowhere = { line: 0, column: 0 };
  const wanted =
    "it must export a function named task, as in “export function task({ seed, size }) { … }”";
  throw trouble("does-not-compile", "Nothing to run", wanted, nowhere);
}

interface Open {
  /** It computes, or waits for the service or for something of its own. */
  waits: boolean;
  /** The C++ waits for its next step. */
  owed: boolean;
  /** Continues the code, when it is resumed. */
  next: (() => void)[];
  /** Requests that the service has not answered. */
  asked: number;
  /** A step that came while none was owed. */
  end: { kind: number; text: string } | undefined;
  /** How often it was resumed. */
  turns: number;
}

export class JavaScriptKernel implements Kernel {
  readonly #task: TaskFunction;
  readonly #numbers: TaskNumbers;
  readonly #driver: Driver;
  readonly #open = new Map<number, Open>();
  readonly #askToLook: () => void;
  #looking = false;

  constructor(task: TaskFunction, numbers: TaskNumbers, driver: Driver) {
    this.#task = task;
    this.#numbers = numbers;
    this.#driver = driver;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this.#look();
    this.#askToLook = () => port2.postMessage(null);
  }

  resume(task: number): void {
    const open = this.#open.get(task);
    if (!open) {
      this.#begin(task);
      return;
    }
    open.owed = true;
    open.turns++;
    if (open.end) {
      this.#step(task, open, open.end.kind, open.end.text);
      return;
    }
    const next = open.next.splice(0);
    if (next.length === 0) return;
    open.waits = false;
    for (const one of next) one();
    this.#lookLater();
  }

  #begin(task: number): void {
    const open: Open = { waits: false, owed: true, next: [], asked: 0, end: undefined, turns: 0 };
    this.#open.set(task, open);
    const { seed, size } = this.#numbers;
    const given = {
      seed: (seed + task) >>> 0,
      size,
      get: (ms: unknown) => this.#get(task, open, ms),
      turn: () => this.#turn(task, open),
    };
    let answer: unknown;
    try {
      answer = this.#task(given);
    } catch (error) {
      this.#threw(task, open, error);
      return;
    }
    if (isGenerator(answer)) answer = drive(answer, given.turn);
    if (!isThenable(answer)) {
      this.#ended(task, open, answer);
      return;
    }
    Promise.resolve(answer).then(
      (value) => this.#ended(task, open, value),
      (error) => this.#threw(task, open, error),
    );
    this.#lookLater();
  }

  /** Asks the service: the promise of its answer. */
  #get(task: number, open: Open, ms: unknown = this.#numbers.latencyMs): Promise<string> {
    if (typeof ms !== "number" || !(ms >= 0 && ms <= mostMs)) {
      return Promise.reject(new RangeError(`get(ms) takes 0 to ${mostMs} ms, not ${String(ms)}`));
    }
    open.asked++;
    return new Promise((resolve, reject) => {
      this.#driver.ask(task, Math.round(ms), (ok, text) => {
        open.asked--;
        this.#goOn(task, open, () => (ok ? resolve(text) : reject(new ServiceError(text))));
      });
      this.#rest(task, open);
    });
  }

  /** Lets others have the loop. */
  #turn(task: number, open: Open): Promise<void> {
    return new Promise((resolve) => this.#goOn(task, open, resolve));
  }

  /** The code goes on by `next`, when it is its turn. */
  #goOn(task: number, open: Open, next: () => void): void {
    open.next.push(next);
    if (open.owed) this.#step(task, open, steps.turn);
  }

  /** It waits from now on. The C++ resumes it at once, and hears of it when it goes on. */
  #rest(task: number, open: Open): void {
    if (open.waits || !open.owed) return;
    open.waits = true;
    this.#step(task, open, steps.waits);
  }

  #ended(task: number, open: Open, value: unknown): void {
    const answer = answerOf(value);
    if (typeof answer === "string") this.#end(task, open, steps.ended, answer);
    else this.#driver.fail(answer);
  }

  #threw(task: number, open: Open, error: unknown): void {
    if (error instanceof ServiceError) this.#end(task, open, steps.failed, error.message);
    else this.#driver.fail(threw(error));
  }

  #end(task: number, open: Open, kind: number, text: string): void {
    if (open.owed) this.#step(task, open, kind, text);
    else open.end = { kind, text };
  }

  #step(task: number, open: Open, kind: number, text = ""): void {
    open.owed = false;
    if (kind === steps.ended || kind === steps.failed) this.#open.delete(task);
    this.#driver.stepped(task, kind, 0, text);
  }

  #lookLater(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#askToLook();
  }

  /**
   * The loop is free: what has not ended, asked or taken a turn by now waits for something of its own,
   * such as a timer.
   */
  #look(): void {
    this.#looking = false;
    for (const [task, open] of this.#open) this.#rest(task, open);
  }
}

/** The text of what a task gave back, or why it has none. */
function answerOf(value: unknown): string | ReturnType<typeof noAnswer> {
  const text = textOfAnswer(value);
  if (text === undefined) {
    const what = value === undefined ? "nothing" : typeof value;
    return noAnswer(`task returned ${what}: return a number, a text or a list of them`);
  }
  if (text.length > mostAnswerLength) {
    return noAnswer(`its text has ${text.length} characters; the limit is ${mostAnswerLength}`);
  }
  return text;
}

function textOfAnswer(value: unknown): string | undefined {
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return String(value);
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return undefined;
  try {
    return String(value);
  } catch {
    return undefined;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}

type AnyGenerator = Generator | AsyncGenerator;

function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== "object" || value === null) return false;
  return "next" in value && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Every `yield` is a turn; what is yielded is waited for. */
async function drive(generator: AnyGenerator, turn: () => Promise<void>): Promise<unknown> {
  for (let given: unknown; ; ) {
    const { done, value } = await generator.next(given);
    if (done) return value;
    if (isThenable(value)) {
      given = await value;
    } else {
      given = undefined;
      await turn();
    }
  }
}
