/**
 * A Wasm module as a kernel: any language that exports `task(seed, size)`, or the functions of the
 * resumable form (docs/own-code.md).
 */
import { LanesError } from "../../../spec/errors.ts";
import { mostAnswerLength } from "../code.ts";
import { type Driver, type Kernel, replies, steps, type TaskNumbers } from "./kernel.ts";
import type { Print } from "./print.ts";
import { trouble } from "./trouble.ts";
import { limitMemories, pageBytes } from "./wasm-memory.ts";

type Plain = (seed: number, size: number) => bigint;

interface Resumable {
  lanes_begin(seed: number, size: number): number;
  lanes_resume(task: number, reply: number): number;
  lanes_answer(task: number): number;
  lanes_answer_bytes(task: number): number;
  lanes_end?(task: number): void;
  /** C++ of ours only: it has threads to be explored. */
  lanes_explores?(): number;
}

const resumable = ["lanes_begin", "lanes_resume", "lanes_answer", "lanes_answer_bytes"] as const;

/** Results of lanes_resume: these two, or how long the service takes, in ms, plus `firstAsk`. */
const ended = 0;
const turn = 1;
const firstAsk = 2;

const nowhere = { line: 0, column: 0 };

function unfit(text: string): LanesError {
  return trouble("does-not-compile", "This module cannot run", text, nowhere);
}

/** Checks the module, and gives back what makes an instance of it for a run. */
export async function loadWasm(
  bytes: Uint8Array<ArrayBuffer>,
  print: Print,
  memoryBytes: number,
): Promise<(numbers: TaskNumbers, driver: Driver) => Kernel> {
  let module: WebAssembly.Module;
  try {
    if (!WebAssembly.validate(bytes)) await WebAssembly.compile(bytes);
    module = await WebAssembly.compile(limitMemories(bytes, Math.floor(memoryBytes / pageBytes)));
  } catch (error) {
    if (error instanceof LanesError) throw error;
    throw unfit(`it is not valid WebAssembly (${error instanceof Error ? error.message : error})`);
  }
  check(module);
  const instance = await instantiated(module, print);
  return (numbers, driver) => new WasmKernel(instance.exports, numbers, driver, memoryBytes);
}

/** Throws where exports are missing, or anything but `lanes.log` is imported. */
export function check(module: WebAssembly.Module): void {
  const strange = WebAssembly.Module.imports(module).find(
    ({ module: from, name, kind }) => from !== "lanes" || name !== "log" || kind !== "function",
  );
  if (strange) {
    throw unfit(
      `it imports “${strange.module}.${strange.name}”, and there is nothing to import but lanes.log(address, bytes)`,
    );
  }
  const has = (name: string, kind: string) =>
    WebAssembly.Module.exports(module).some((one) => one.name === name && one.kind === kind);
  if (!has("memory", "memory")) throw unfit("it exports no memory named “memory”");
  const missing = resumable.filter((name) => !has(name, "function"));
  if (missing.length > 0 && !has("task", "function")) {
    throw unfit(
      missing.length === resumable.length
        ? "it exports neither task(seed, size) nor lanes_begin and its like"
        : `it exports no function “${missing[0]}”`,
    );
  }
}

async function instantiated(
  module: WebAssembly.Module,
  print: Print,
): Promise<WebAssembly.Instance> {
  let memory: WebAssembly.Memory | undefined;
  const log = (address: number, bytes: number) => print(memory ? read(memory, address, bytes) : "");
  try {
    const instance = await WebAssembly.instantiate(module, { lanes: { log } });
    memory = instance.exports.memory as WebAssembly.Memory;
    (instance.exports._initialize as (() => void) | undefined)?.();
    return instance;
  } catch (error) {
    throw trapped(error, memory, Number.POSITIVE_INFINITY);
  }
}

class WasmKernel implements Kernel {
  readonly #exports: WebAssembly.Exports;
  readonly #numbers: TaskNumbers;
  readonly #driver: Driver;
  readonly #memoryBytes: number;
  readonly #handles = new Map<number, number>();

  constructor(
    exports: WebAssembly.Exports,
    numbers: TaskNumbers,
    driver: Driver,
    memoryBytes: number,
  ) {
    this.#exports = exports;
    this.#numbers = numbers;
    this.#driver = driver;
    this.#memoryBytes = memoryBytes;
  }

  resume(task: number, reply: number, text: string): void {
    try {
      if ("lanes_begin" in this.#exports) this.#resume(task, reply, text);
      else this.#run(task);
    } catch (error) {
      const { memory } = this.#exports;
      this.#driver.fail(trapped(error, memory as WebAssembly.Memory, this.#memoryBytes));
    }
  }

  #run(task: number): void {
    const plain = this.#exports.task as Plain;
    const answer = plain(this.#seed(task), this.#numbers.size);
    if (typeof answer !== "bigint") {
      throw unfit("its task(seed: i32, size: i32) must return an i64");
    }
    this.#driver.stepped(task, steps.ended, 0, BigInt.asUintN(64, answer).toString());
  }

  #resume(task: number, reply: number, text: string): void {
    const kernel = this.#exports as unknown as Resumable;
    let handle = this.#handles.get(task);
    if (handle === undefined) {
      handle = kernel.lanes_begin(this.#seed(task), this.#numbers.size);
      if (handle === 0) throw noTask(kernel.lanes_explores?.() === 1);
      this.#handles.set(task, handle);
    }
    const step = kernel.lanes_resume(handle, reply) >>> 0;
    if (step === turn) this.#driver.stepped(task, steps.turn, 0, "");
    else if (step >= firstAsk) {
      this.#driver.stepped(task, steps.asks, Math.min(step - firstAsk, 10_000), "");
    } else if (step === ended) this.#end(task, handle, kernel, reply, text);
  }

  #end(task: number, handle: number, kernel: Resumable, reply: number, text: string): void {
    const bytes = kernel.lanes_answer_bytes(handle) >>> 0;
    const memory = this.#exports.memory as WebAssembly.Memory;
    if (bytes > mostAnswerLength) {
      const tooLong = `its answer has ${bytes} bytes; the limit is ${mostAnswerLength}`;
      throw trouble("task-threw", "Your code has no answer", tooLong, nowhere);
    }
    const answer = read(memory, kernel.lanes_answer(handle), bytes);
    this.#handles.delete(task);
    kernel.lanes_end?.(handle);
    // It gave up because the service did not answer, and has nothing to say itself.
    if (bytes === 0 && reply === replies.refused) {
      this.#driver.stepped(task, steps.failed, 0, text);
    } else this.#driver.stepped(task, steps.ended, 0, answer);
  }

  #seed(task: number): number {
    return (this.#numbers.seed + task) >>> 0;
  }
}

function noTask(explores: boolean): LanesError {
  const why = explores
    ? "it has threads that share state, whose schedules can be explored, and no task to be run"
    : "lanes_begin returned 0";
  return trouble("task-threw", "Your code has no answer", why, nowhere);
}

/** UTF-8 in the module's memory; throws a RangeError outside of it. */
function read(memory: WebAssembly.Memory, address: number, bytes: number): string {
  const view = new Uint8Array(memory.buffer, address >>> 0, bytes >>> 0);
  return new TextDecoder().decode(view.slice());
}

const traps: readonly (readonly [RegExp, string])[] = [
  [/unreachable/i, "it reached an instruction marked unreachable, as abort() and failed checks do"],
  [/call stack|recursion|stack overflow/i, "it called itself too deeply: its stack is full"],
  [/divi(de|sion) by zero/i, "it divided by zero"],
  // WebKit: "Out of bounds Trunc operation".
  [/overflow|unrepresentable|trunc/i, "a number did not fit its type"],
  [
    /out.of.bounds|outside the bounds|invalid typed array|start offset|out of range of buffer/i,
    "it read or wrote outside its memory",
  ],
  [
    /signature|indirect|null function|table/i,
    "it called a function through a pointer that is none",
  ],
];

/** Why it stopped: engines word traps differently. */
export function trapped(
  error: unknown,
  memory: WebAssembly.Memory | undefined,
  memoryBytes: number,
): LanesError {
  if (error instanceof LanesError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const held = memory?.buffer.byteLength ?? 0;
  if (held > 0.9 * memoryBytes) {
    const most = Math.floor(memoryBytes / (1024 * 1024));
    const full = `it stopped when its memory had reached the ${most} MiB that it may have`;
    return trouble("out-of-memory", "Your code needs too much memory", full, nowhere);
  }
  const known = traps.find(([pattern]) => pattern.test(text))?.[1];
  return trouble("task-threw", "Your code trapped", known ?? text, nowhere);
}
