/** Runs somebody else's code, in a sandbox of its own for each run. */
import type { MainModule as Books, WorkersRun } from "@generated/wasm/lanes-light";
import { toLocal } from "../../base/clock.ts";
import { cancellationOf } from "../../spec/cancellation.ts";
import { LanesError } from "../../spec/errors.ts";
import { toLanesError } from "../../spec/failure.ts";
import { strategyEntry } from "../../spec/strategies.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import type { Conversation } from "../../workers/conversation.ts";
import { loadModule, moduleFor } from "../../workers/modules.ts";
import {
  type Host,
  type HostOutcome,
  noTasks,
  type RunOrder,
  type TaskCounts,
} from "../hosts/host.ts";
import type { HostOutput } from "../hosts/outputs.ts";
import { cancelPatienceMs } from "../hosts/worker-protocol.ts";
import type { DownstreamContract } from "../service/downstream-protocol.ts";
import { checkedRun, checkedTask } from "./checked-outcome.ts";
import { mostMemoryBytes, mostPrinted, mostPrintedLength, type OwnCode } from "./code.ts";
import { codeOf } from "./code-of.ts";
import type { KernelContract } from "./protocol.ts";
import { compromised, Sandbox } from "./sandbox.ts";
import { scripts, startedBy } from "./sandbox-scripts.ts";

type KernelWorker = Conversation<KernelContract>;

export class SandboxHost implements Host {
  #sandbox: Sandbox | undefined;
  #workers: KernelWorker[] = [];
  #books: Books | undefined;
  #counts = noTasks;
  #printed: string[] = [];
  #notes: readonly string[] = [];

  async prepare(order: RunOrder, _model: undefined, signal: AbortSignal): Promise<void> {
    this.release();
    this.#counts = noTasks;
    this.#printed = [];
    if (!order.code) throw new Error("the run brings no code");
    const [{ code, notes }, kernel, model] = await Promise.all([
      codeOf(order.code, signal),
      startedBy(scripts.kernel, "lanes-own"),
      startedBy(scripts.model, "lanes-downstream"),
    ]);
    this.#notes = notes;
    const sandbox = await Sandbox.open(signal);
    this.#sandbox = sandbox;
    const service = sandbox.start<DownstreamContract>(model);
    const { pool, queue, timeoutMs } = order;
    await service.ask("start", { database: true, pool, queue, timeoutMs });
    const parallel = strategyEntry(order.how as never).threads;
    const count = parallel ? Math.min(order.workers, order.tasks) : 1;
    if (parallel) this.#books = await loadModule<Books>(moduleFor(order.work));
    this.#workers = Array.from({ length: count }, () =>
      sandbox.start<KernelContract>(kernel, {
        progress: (counts) => this.#take(counts, order.tasks),
        printed: (lines) => this.#print(lines),
      }),
    );
    try {
      await Promise.all(
        this.#workers.map((worker) => {
          const { port1, port2 } = new MessageChannel();
          service.tell("connect", port1, [port1]);
          const preparation = {
            code,
            request: requestOf(order),
            service: port2,
            memoryBytes: mostMemoryBytes / count,
          };
          return worker.ask("prepare", preparation, { transfer: [port2] });
        }),
      );
    } catch (error) {
      throw await this.#located(toLanesError(error), code);
    }
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    const sandbox = this.#sandbox;
    const [first] = this.#workers;
    if (!sandbox || !first) throw new Error("no run was prepared");
    try {
      const { outcome, asked, answers } = strategyEntry(order.how as never).threads
        ? await this.#runInWorkers(order, startEpochMs, signal)
        : checkedRun(await ask(first, "run", { startEpochMs }, signal), order.tasks);
      const notes = [...this.#notes];
      return { outcome, wire: null, answers, asked, printed: this.#printed, notes };
    } catch (error) {
      if (signal.aborted) throw cancellationOf(signal);
      throw toLanesError(error);
    }
  }

  /** Gives the watchdog a direct line to the event loop that the code runs on. */
  watch(port: MessagePort): AbortSignal {
    const [worker] = this.#workers;
    if (!worker) throw new Error("no run was prepared");
    worker.tell("watch", port, [port]);
    return worker.over;
  }

  counts(): TaskCounts {
    return this.#counts;
  }

  takeOutputs(): HostOutput[] {
    return [];
  }

  async memoryUse(): Promise<InstanceMemory[]> {
    return [];
  }

  release(): void {
    this.#sandbox?.end(new LanesError("cancelled", "The run is over."));
    this.#sandbox = undefined;
    this.#workers = [];
  }

  async #runInWorkers(
    order: RunOrder,
    startEpochMs: number,
    signal: AbortSignal,
  ): Promise<{ outcome: HostOutcome["outcome"]; asked: boolean; answers: [] }> {
    if (!this.#books) throw new Error("no run was prepared");
    const request = { ...requestOf(order), startMs: toLocal(startEpochMs) };
    const books: WorkersRun = new this.#books.WorkersRun(request);
    let asked = false;
    let next = 0;
    const work = async (worker: KernelWorker, lane: number) => {
      while (next < order.tasks && !signal.aborted) {
        const task = next++;
        this.#counts = { ...this.#counts, started: this.#counts.started + 1 };
        const reply = await ask(worker, "runTask", { task, startEpochMs }, signal);
        const checked = checkedTask(reply);
        books.add(task, lane, checked.outcome);
        asked ||= checked.asked;
        this.#counts = { ...this.#counts, ended: this.#counts.ended + 1 };
      }
    };
    try {
      await Promise.all(this.#workers.map(work));
      if (signal.aborted) throw cancellationOf(signal);
      // The workers' loops are not the one under test.
      return { outcome: books.outcome(), asked, answers: [] };
    } finally {
      books.delete();
    }
  }

  /** Only what can be: the sandbox says it. */
  #take({ started, ended }: TaskCounts, tasks: number): void {
    const fits = Number.isInteger(started) && ended <= started && started <= tasks;
    if (fits && started >= this.#counts.started && ended >= this.#counts.ended) {
      this.#counts = { started, ended };
    }
  }

  #print(lines: unknown): void {
    if (!Array.isArray(lines) || !lines.every((line) => typeof line === "string")) {
      this.#sandbox?.end(new LanesError("worker-died", compromised));
      return;
    }
    for (const line of lines.slice(0, mostPrinted - this.#printed.length)) {
      this.#printed.push(line.slice(0, mostPrintedLength));
    }
  }

  /** The error with the line at which the code does not parse. */
  async #located(error: LanesError, code: OwnCode): Promise<LanesError> {
    const [first] = error.diagnostics;
    if (code.lang !== "js" || error.code !== "does-not-compile" || !first || first.line > 0) {
      return error;
    }
    const found = await this.#sandbox?.whereItFails(code.source);
    if (!found || found.line === 0) return error;
    const message = error.message.replace(/(?=:)/, ` in line ${found.line}`);
    return new LanesError(error.code, message, [{ ...found, text: first.text }]);
  }
}

function ask<Name extends "run" | "runTask">(
  worker: KernelWorker,
  name: Name,
  what: Parameters<KernelContract["asks"][Name]>[0],
  signal: AbortSignal,
): Promise<unknown> {
  return worker.ask(name, what as never, { signal, graceMs: cancelPatienceMs });
}

/** The part of an order that C++ gets. */
function requestOf(order: RunOrder) {
  const { io: _io, suspend: _suspend, files: _files, picture: _picture, ...rest } = order;
  const { watched: _watched, oneLock: _oneLock, code: _code, ...request } = rest;
  return request;
}
