/**
 * A worker in the sandbox that runs somebody else's code, driven by the C++ of Lanes. Our own code is
 * loaded first, and takes away what that code has no use for.
 */
import type { MainModule, OwnRun, RunRequest } from "@generated/wasm/lanes-own";
import { toLocal } from "../../../base/clock.ts";
import { answerProbes, tellInLine } from "../../../monitor/probe/responder.ts";
import { cancellationOf } from "../../../spec/cancellation.ts";
import type { LanesError } from "../../../spec/errors.ts";
import { answering, handingOver, type Page } from "../../../workers/answering.ts";
import { ModelClient } from "../../service/model-client.ts";
import type { Besides, KernelContract, KernelPreparation, SentModule } from "../protocol.ts";
import { bare } from "./bare.ts";
import { JavaScriptKernel, loadJavaScript } from "./javascript-kernel.ts";
import type { Driver, Kernel, TaskNumbers } from "./kernel.ts";
import { instantiate } from "./module.ts";
import { meetPage } from "./page-line.ts";
import { type Print, printer, takeOverConsole } from "./print.ts";
import { trouble } from "./trouble.ts";
import { loadWasm } from "./wasm-kernel.ts";

const progressIntervalMs = 100;

type MakeKernel = (numbers: TaskNumbers, driver: Driver) => Kernel;

interface Prepared {
  module: MainModule;
  request: Omit<RunRequest, "startMs">;
  make: MakeKernel;
  service: ModelClient;
}

let prepared: Prepared | undefined;
/** Ends the run under way, or the worker: what the code does outside of any promise is its fault, too. */
let failRun: ((error: LanesError) => void) | undefined;

async function prepare(
  page: Page<KernelContract>,
  core: SentModule,
  what: KernelPreparation,
): Promise<void> {
  const { code, request, service, memoryBytes } = what;
  const module = await instantiate<MainModule>(core);
  const client = new ModelClient(service);
  const print = printer((line) => page.tell("printed", [line]));
  takeOverConsole(print);
  bare(globalThis);
  const make = await loadCode(code, print, memoryBytes);
  prepared = { module, request, make, service: client };
}

async function loadCode(
  code: KernelPreparation["code"],
  print: Print,
  memoryBytes: number,
): Promise<MakeKernel> {
  if (code.lang === "wasm") return loadWasm(code.bytes, print, memoryBytes);
  const task = await loadJavaScript(code.source);
  return (numbers, driver) => new JavaScriptKernel(task, numbers, driver);
}

/** As often as EventLoopRun::tellInLine says it. */
const toldAtMost = 16;

/** Has the watchdog told how many tasks stand in line, as they leave it. */
function lineTeller(): (run: OwnRun) => void {
  const tasks = prepared?.request.tasks ?? 0;
  let left = tasks;
  return (run) => {
    const now = tasks - run.startedTasks();
    if (now === left || (run.startedTasks() - 1) % (Math.floor(tasks / toldAtMost) + 1) !== 0)
      return;
    left = now;
    tellInLine(left);
  };
}

/** Calls `begin` with a run of the code, and resolves once it has said that it ended. */
async function carryOut<Outcome>(
  startEpochMs: number,
  signal: AbortSignal,
  begin: (run: OwnRun, ended: () => void) => void,
  outcomeOf: (run: OwnRun) => Outcome,
  onResume: (run: OwnRun) => void = () => undefined,
): Promise<{ outcome: Outcome } & Besides> {
  if (!prepared) throw new Error("no run was prepared");
  const { module, request, make, service } = prepared;
  const run = new module.OwnRun({ ...request, startMs: toLocal(startEpochMs) });
  let asked = false;
  try {
    await new Promise<void>((resolve, reject) => {
      failRun = reject;
      const ask = (task: number, seed: number, ms: number) => {
        asked = true;
        service.ask(seed, ms, ({ ok, text }) => run.answer(task, ok ? 0 : 1, text));
      };
      const driver: Driver = {
        stepped: (task, kind, ms, text) => run.stepped(task, kind, ms, text),
        ask(task, ms, answered) {
          asked = true;
          const seed = (request.seed + task) >>> 0;
          const served = module.serviceMs(seed, ms, request.jitterPercent);
          service.ask(seed, served, ({ ok, text }) => answered(ok, text));
        },
        fail: reject,
      };
      const kernel = make(request, driver);
      const resume = (task: number, reply: number, text: string) => {
        onResume(run);
        kernel.resume(task, reply, text);
      };
      run.use(resume, ask);
      signal.addEventListener("abort", () => {
        run.cancel();
        reject(cancellationOf(signal));
      });
      begin(run, resolve);
    });
    return { outcome: outcomeOf(run), asked, answers: service.answersInLine(startEpochMs) };
  } finally {
    failRun = undefined;
  }
}

async function start(): Promise<void> {
  const { line, core } = await meetPage();
  const page: Page<KernelContract> = answering<KernelContract>(
    {
      prepare: (what) => prepare(page, core, what),
      async run({ startEpochMs }, signal) {
        let running: OwnRun | undefined;
        const counts = () => ({
          started: running?.startedTasks() ?? 0,
          ended: running?.endedTasks() ?? 0,
        });
        const ticking = setInterval(() => page.tell("progress", counts()), progressIntervalMs);
        try {
          const begin = (run: OwnRun, ended: () => void) => {
            running = run;
            run.start(ended);
          };
          const ran = await carryOut(
            startEpochMs,
            signal,
            begin,
            (run) => run.outcome(),
            lineTeller(),
          );
          const { lane, task, kind, spanStartMs, spanEndMs } = ran.outcome;
          const columns = [lane, task, kind, spanStartMs, spanEndMs];
          return handingOver(
            ran,
            columns.map(({ buffer }) => buffer as ArrayBuffer),
          );
        } finally {
          clearInterval(ticking);
        }
      },
      runTask: ({ task, startEpochMs }, signal) =>
        carryOut(
          startEpochMs,
          signal,
          (run, ended) => run.startTask(task, ended),
          (run) => run.taskOutcome(),
        ),
    },
    { watch: answerProbes },
    line,
  );
  addEventListener("error", (event) => {
    event.preventDefault();
    const { message = "", lineno: at = 0, colno: column = 0 } = event;
    const fail = failRun ?? page.fail;
    fail(trouble("task-threw", "Your code threw an exception", message, { line: at, column }));
  });
}

void start();
