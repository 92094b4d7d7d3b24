/**
 * A program with shared state of the reader's own as the explorer takes it (wasm/own/sharing.hpp).
 * Each thread runs in an instance of its own, and so does the judge of the end: what they share is
 * what they declare, by construction, and a thread does the same again whenever it sees the same.
 * Both are what the explorer's claims rest on.
 */
import type { MainModule, OwnSharing } from "@generated/wasm/lanes-sharing";
import { foreignImports } from "../../../engine/own/compiler/clang.ts";
import { trapped } from "../../../engine/own/inside/wasm-kernel.ts";
import { limitMemories, pageBytes } from "../../../engine/own/inside/wasm-memory.ts";
import type { Diagnostic } from "../../../spec/diagnostic.ts";
import { LanesError } from "../../../spec/errors.ts";
import { threadName } from "../../../spec/sharing/programs.ts";

export interface OwnSize {
  threads: number;
  times: number;
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  lanes_explores(): number;
  lanes_data(): number;
  lanes_shared(): number;
  lanes_shared_at(object: number): number;
  lanes_thread(number: number, threads: number, times: number): number;
  lanes_step(given: number): number;
  lanes_set(object: number, value: number): void;
  lanes_holds(threads: number, times: number): number;
}

/** Step::act where there is no next step. */
const ended = 255;
const mostName = 40;

/** One instance, whose memory is as it was in the beginning whenever it begins anew. */
class Instance {
  readonly #module: WebAssembly.Module;
  readonly #log: (text: string) => void;
  #exports!: Exports;
  /** What follows the stack, which holds nothing between two calls. */
  #data!: Uint8Array<ArrayBuffer>;
  #from = 0;

  constructor(module: WebAssembly.Module, log: (text: string) => void) {
    this.#module = module;
    this.#log = log;
    this.#make();
  }

  get exports(): Exports {
    return this.#exports;
  }

  begin(): void {
    const { memory } = this.#exports;
    // What it has grown by would stay, and each beginning could add to it.
    if (memory.buffer.byteLength > this.#from + this.#data.length) this.#make();
    else new Uint8Array(memory.buffer).set(this.#data, this.#from);
  }

  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.#exports.memory.buffer, address, count);
  }

  text(address: number, bytes: number): string {
    const view = new Uint8Array(this.#exports.memory.buffer, address >>> 0, bytes >>> 0);
    return new TextDecoder().decode(view.slice());
  }

  #make(): void {
    const log = (address: number, bytes: number) => this.#log(this.text(address, bytes));
    const { exports } = new WebAssembly.Instance(this.#module, { lanes: { log } });
    this.#exports = exports as unknown as Exports;
    this.#exports._initialize?.();
    this.#exports.lanes_shared();
    this.#from = this.#exports.lanes_data();
    this.#data = new Uint8Array(this.#exports.memory.buffer).slice(this.#from);
  }
}

export class OwnThreads {
  readonly sharing: OwnSharing;
  readonly #size: OwnSize;
  readonly #memoryBytes: number;
  readonly #threads: Instance[] = [];
  readonly #judge: Instance;
  /** For each thread the line of its last step. */
  readonly #lines: number[] = [];
  #logged = "";
  /** Called now and then while threads compute. */
  alive: () => void = () => undefined;

  /** Throws a LanesError where it is no such program, or what it does in the beginning fails. */
  static async load(
    lanes: MainModule,
    bytes: Uint8Array<ArrayBuffer>,
    size: OwnSize,
    memoryBytes: number,
  ): Promise<OwnThreads> {
    // The judge is one more.
    const each = Math.floor(memoryBytes / (size.threads + 1));
    const limited = limitMemories(bytes, Math.floor(each / pageBytes));
    const module = await WebAssembly.compile(limited);
    const [foreign] = foreignImports(module);
    if (foreign) throw notCompiled(`It needs ${foreign} from outside.`);
    return new OwnThreads(lanes, module, size, each);
  }

  private constructor(
    lanes: MainModule,
    module: WebAssembly.Module,
    size: OwnSize,
    memoryBytes: number,
  ) {
    this.#size = size;
    this.#memoryBytes = memoryBytes;
    const log = (text: string) => {
      this.#logged = text;
    };
    const make = () => this.#guarded(undefined, () => new Instance(module, log));
    this.#judge = make();
    if (!this.#judge.exports.lanes_explores?.()) {
      throw notCompiled("There is no lanes::Thread thread(int number) here to be explored.");
    }
    for (let thread = 0; thread < size.threads; thread++) this.#threads.push(make());
    this.sharing = new lanes.OwnSharing(
      size.threads,
      (thread) =>
        this.#move(
          thread,
          ({ exports }) => exports.lanes_thread(thread, size.threads, size.times),
          true,
        ),
      (thread, given) => this.#move(thread, ({ exports }) => exports.lanes_step(given), false),
      (values) => this.#holds(values),
    );
    for (const [kind, name, initial] of this.#declared()) this.sharing.declare(kind, name, initial);
  }

  #declared(): [kind: number, name: string, initial: number][] {
    const { exports } = this.#judge;
    return Array.from({ length: exports.lanes_shared() }, (_, object) => {
      const [kind = 0, initial = 0, name = 0, bytes = 0] = this.#judge.words(
        exports.lanes_shared_at(object),
        4,
      );
      return [kind, this.#judge.text(name, Math.min(bytes, mostName)), initial | 0];
    });
  }

  #move(thread: number, move: (instance: Instance) => number, begins: boolean): void {
    const instance = this.#threads[thread];
    if (!instance) throw new Error(`there is no thread ${thread}`);
    this.#guarded(thread, () => {
      if (begins) {
        instance.begin();
        this.#lines[thread] = 0;
      }
      const [act = ended, object = 0, line = 0, value = 0, expected = 0] = instance.words(
        move(instance),
        5,
      );
      this.alive();
      if (act === ended) return;
      this.#lines[thread] = line;
      this.sharing.next(act, object, line, value | 0, expected | 0);
    });
  }

  #holds(values: Int32Array): boolean {
    const { exports } = this.#judge;
    return this.#guarded(undefined, () => {
      this.#judge.begin();
      // A call into the module could move what `values` shows.
      for (const [object, value] of values.slice().entries()) exports.lanes_set(object, value);
      return this.#judge.exports.lanes_holds(this.#size.threads, this.#size.times) !== 0;
    });
  }

  /** A trap becomes a sentence that says where; what the program said last is the reason. */
  #guarded<T>(thread: number | undefined, doing: () => T): T {
    this.#logged = "";
    try {
      return doing();
    } catch (error) {
      const memory = thread === undefined ? undefined : this.#threads[thread]?.exports.memory;
      const { code, diagnostics, message } = trapped(error, memory, this.#memoryBytes);
      const line = (thread === undefined ? 0 : this.#lines[thread]) ?? 0;
      const text = this.#logged || diagnostics[0]?.text || message;
      const who = thread === undefined ? "" : ` in thread ${threadName(thread)}`;
      const after = line > 0 ? `, after what it did in line ${line}` : "";
      const diagnostic: Diagnostic = { line, column: line && 1, severity: "error", text };
      const sentence = `Your code stopped${who}${after}: ${text}`;
      throw new LanesError(code, sentence, [diagnostic]);
    }
  }
}

function notCompiled(text: string): LanesError {
  const diagnostic: Diagnostic = { line: 0, column: 0, severity: "error", text };
  return new LanesError("does-not-compile", text, [diagnostic]);
}
