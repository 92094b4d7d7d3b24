/** Hosts that live in a worker of their own, seen from the page. */
import type { ModelAccess } from "./downstream.ts";
import { outOfMemorySentence } from "./failure.ts";
import { type Host, type HostOutcome, type RunOrder, withoutPicture } from "./host.ts";
import { lifeName, whenDead, whenGone, workerDied } from "./liveness.ts";
import loopWorker from "./loop-worker.ts?worker&url";
import { threadsMemoryMiB } from "./memory.ts";
import { type HostOutput, OutputReader } from "./outputs.ts";
import poolWorker from "./pool-worker.ts?worker&url";
import { startWorker } from "./start-worker.ts";
import { makeStopWord } from "./stop-word.ts";
import { LanesError } from "./types.ts";
import { cancelPatienceMs, type FromWorker, type ToWorker } from "./worker-protocol.ts";

/** How often the page looks whether a thread has run out of memory, which nobody else can hear. */
const troubleIntervalMs = 50;

/**
 * Sixty-four start in two seconds on two cores. Firefox 153 may never start them while a WebDriver
 * session is on (tests/browser/undriven.test.ts).
 */
const threadsPatienceMs = 10_000;

/** Starts the worker when it is first needed, and again after it died or was ended. */
abstract class WorkerHost implements Host {
  #worker: Worker | undefined;
  #settle: { resolve(message: FromWorker): void; reject(error: Error): void } | undefined;
  #ended = 0;
  #outputs: HostOutput[] = [];

  #watch: AbortController | undefined;
  #name = "";
  /** Resolves when the worker before this one computes no more. */
  #gone: Promise<void> = Promise.resolve();

  /** Starts the worker; `name` is that of the lock it holds while it lives (liveness.ts). */
  protected abstract spawn(name: string): Worker;

  get alive(): boolean {
    return this.#worker !== undefined;
  }

  async prepare(order: RunOrder, model?: ModelAccess): Promise<void> {
    // It would take its core from the next run.
    await this.#gone;
    if (model) {
      const port = model.connect();
      const sent = { port, fetchBase: model.fetchBase };
      await this.ask({ type: "prepare", order, model: sent }, [port]);
    } else {
      await this.ask({ type: "prepare", order });
    }
    this.watchLife();
  }

  /** Once the worker has answered for the first time. */
  protected watchLife(): void {
    if (this.#watch || !this.#worker) return;
    this.#watch = new AbortController();
    whenDead(this.#name, this.#watch.signal, () =>
      this.end(new LanesError("worker-died", workerDied)),
    );
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    this.#ended = 0;
    this.#outputs = [];
    let impatience: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      this.cancel();
      impatience = setTimeout(() => {
        this.end(new LanesError("cancelled", "The run was cancelled."));
      }, cancelPatienceMs);
    };
    signal.addEventListener("abort", cancel);
    try {
      const answer = await this.ask({ type: "run", order: withoutPicture(order), startEpochMs });
      if (answer.type !== "ended") throw new LanesError("worker-died", "The worker lost its way.");
      return answer.result;
    } finally {
      signal.removeEventListener("abort", cancel);
      clearTimeout(impatience);
    }
  }

  endedTasks(): number {
    return this.#ended;
  }

  takeOutputs(): HostOutput[] {
    return this.#outputs.splice(0);
  }

  release(): void {
    if (this.alive) this.post({ type: "release" });
  }

  /** Ends the worker; the run under way rejects with `error`. */
  end(error: LanesError): void {
    this.#watch?.abort();
    this.#watch = undefined;
    if (this.#worker) {
      this.#worker.terminate();
      this.#worker = undefined;
      this.#gone = whenGone(this.#name);
    }
    this.#settle?.reject(error);
  }

  protected cancel(): void {
    this.post({ type: "cancel" });
  }

  protected post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }

  /** Posts `message` and waits for the answer that ends it. */
  protected async ask(message: ToWorker, transfer: Transferable[] = []): Promise<FromWorker> {
    try {
      return await new Promise<FromWorker>((resolve, reject) => {
        this.#settle = { resolve, reject };
        this.post(message, transfer);
      });
    } finally {
      this.#settle = undefined;
    }
  }

  /** A worker whose module may be broken is not used again. */
  #failed(error: LanesError): void {
    if (error.code === "bad-spec") this.#settle?.reject(error);
    else this.end(error);
  }

  #start(): Worker {
    this.#name = lifeName();
    const worker = this.spawn(this.#name);
    // What an ended worker had still to say may arrive when there is another one already.
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (worker !== this.#worker) return;
      if (data.type === "progress") this.#ended = data.ended;
      else if (data.type === "outputs") this.#outputs.push(...data.outputs);
      else if (data.type === "failed") this.#failed(new LanesError(data.code, data.message));
      else this.#settle?.resolve(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      const reason = event.message || "it could not be loaded";
      this.end(this.whyItFailed(reason));
    });
    return worker;
  }

  /** What an error means that nobody in the worker has caught. */
  protected whyItFailed(reason: string): LanesError {
    return new LanesError("worker-died", `A worker stopped working (${reason}). Run again.`);
  }
}

/** An event loop of its own, for `loop=worker`. */
export class LoopWorkerHost extends WorkerHost {
  readonly #stop = makeStopWord();

  override run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    if (this.#stop) Atomics.store(this.#stop, 0, 0);
    return super.run(order, startEpochMs, signal);
  }

  /** A loop that has turns hears the message, one that computes without finds the word. */
  protected override cancel(): void {
    super.cancel();
    if (this.#stop) Atomics.store(this.#stop, 0, 1);
  }

  protected spawn(name: string): Worker {
    const worker = startWorker(loopWorker, name);
    if (this.#stop) worker.postMessage({ type: "stop-word", word: this.#stop } satisfies ToWorker);
    return worker;
  }

  /** Gives the watchdog a direct line to this worker's event loop. */
  watch(port: MessagePort): void {
    this.post({ type: "watch", port }, [port]);
  }
}

/** The pthread pool (tier `threads`). */
export class PoolHost extends WorkerHost {
  #workers = 0;
  #control: Uint32Array | undefined;
  #trouble: Uint32Array | undefined;
  #table: Uint32Array | undefined;
  #reader = new OutputReader();
  /** What the threads share; the most there is until a pool has been started. */
  memoryBytes = threadsMemoryMiB[0] * (1 << 20);

  protected spawn(name: string): Worker {
    return startWorker(poolWorker, name);
  }

  /** Starts the pool, or a larger one when `order` asks for more workers than there are. */
  override async prepare(order: RunOrder): Promise<void> {
    if (!this.alive || order.workers > this.#workers) {
      this.end(new LanesError("cancelled", "The pool is being replaced by a larger one."));
      this.#workers = order.workers;
    }
    const impatience = setTimeout(() => {
      const message = `The browser did not start ${order.workers} threads in ${threadsPatienceMs / 1000} s: use fewer workers, or separate ones (tier workers).`;
      this.end(new LanesError("unavailable", message));
    }, threadsPatienceMs);
    const answer = await this.ask({ type: "prepare", order }).finally(() =>
      clearTimeout(impatience),
    );
    if (answer.type !== "prepared") return;
    this.watchLife();
    this.#control = answer.control;
    this.#trouble = answer.trouble;
    this.memoryBytes = answer.memoryBytes ?? this.memoryBytes;
    this.#table = answer.outputs;
    this.#reader = new OutputReader();
  }

  /** The pool blocks its worker: outputs are read from shared memory. */
  override takeOutputs(): HostOutput[] {
    return this.#table ? this.#reader.take(this.#table) : [];
  }

  override release(): void {
    this.#table = undefined;
    super.release();
  }

  override async run(
    order: RunOrder,
    startEpochMs: number,
    signal: AbortSignal,
  ): Promise<HostOutcome> {
    if (this.#control) Atomics.store(this.#control, 1, 0);
    const looking = setInterval(() => {
      if (this.#outOfMemory()) this.end(new LanesError("out-of-memory", outOfMemorySentence));
    }, troubleIntervalMs);
    try {
      return await super.run(order, startEpochMs, signal);
    } finally {
      clearInterval(looking);
    }
  }

  /** A thread that found no memory has said so before its error came here. */
  protected override whyItFailed(reason: string): LanesError {
    if (this.#outOfMemory()) return new LanesError("out-of-memory", outOfMemorySentence);
    return super.whyItFailed(reason);
  }

  #outOfMemory(): boolean {
    return this.#trouble !== undefined && Atomics.load(this.#trouble, 0) !== 0;
  }

  override endedTasks(): number {
    return this.#control ? Atomics.load(this.#control, 1) : 0;
  }

  /** The pool blocks its worker, which could not hear a message: the flag is in shared memory. */
  protected override cancel(): void {
    if (this.#control) Atomics.store(this.#control, 0, 1);
  }
}
