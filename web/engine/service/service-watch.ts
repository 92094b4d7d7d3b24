/**
 * What a modelled service and a bystander's requests look like during a run, and just around it.
 */

import { percentile } from "../../base/percentile.ts";
import { after } from "../../spec/cancellation.ts";
import type {
  BystanderReport,
  BystanderRequest,
  RunOptions,
  ServiceMoment,
  Spec,
} from "../../spec/types.ts";
import type { Downstream } from "./downstream.ts";
import type { Watched } from "./downstream-protocol.ts";
import { readBystander } from "./model-codec.ts";

/** How often watchers get a report. */
const everyMs = 100;
/** The bystander has the service to itself for this long before the run, ms. */
const leadMs = 500;
/** After the run, the longest it waits for the bystander's last requests to end, ms. */
const mostTailMs = 2000;

export class ServiceWatch {
  readonly #downstream: Downstream;
  readonly #spec: Spec;
  readonly #options: RunOptions;
  readonly #requests: BystanderRequest[] = [];
  /** Reports from before the run, held until its start time is known. */
  #early: Watched[] = [];
  #startEpochMs: number | undefined;
  #finish: (() => void) | undefined;
  #last: (() => void) | undefined;
  #over = false;

  /** undefined where nobody watches or shares the service. */
  static of(downstream: Downstream, spec: Spec, options: RunOptions): ServiceWatch | undefined {
    if (!options.bystander && !options.onService) return undefined;
    return new ServiceWatch(downstream, spec, options);
  }

  constructor(downstream: Downstream, spec: Spec, options: RunOptions) {
    this.#downstream = downstream;
    this.#spec = spec;
    this.#options = options;
  }

  /** Rejects when `signal` aborts. */
  async begin(signal: AbortSignal): Promise<void> {
    const { bystander } = this.#options;
    const { seed, latency, jitter } = this.#spec;
    const shared = bystander && {
      ...bystander,
      seed,
      latencyMs: latency,
      jitterPercent: jitter,
    };
    this.#finish = this.#downstream.watch(everyMs, shared, (watched) => this.#hear(watched));
    if (bystander) await after(leadMs, signal);
  }

  runBegins(startEpochMs: number): void {
    this.#startEpochMs = startEpochMs;
    for (const watched of this.#early) this.#tell(watched, startEpochMs);
    this.#early = [];
  }

  /**
   * After the run: the outcome of the bystander's requests, if there is one. Rejects when `signal`
   * aborts.
   */
  async end(wallMs: number, signal: AbortSignal): Promise<BystanderReport | undefined> {
    const { bystander } = this.#options;
    if (bystander) {
      const tailMs = bystander.timeoutMs + 2 * this.#spec.latency + everyMs;
      await after(Math.min(mostTailMs, tailMs), signal);
    }
    const told = new Promise<void>((resolve) => {
      this.#last = resolve;
    });
    this.#finish?.();
    this.#finish = undefined;
    // A dead model sends no final report.
    const patience = setTimeout(() => this.#last?.(), mostTailMs);
    await told;
    clearTimeout(patience);
    return bystander && reportOf(this.#requests, wallMs);
  }

  /** In any state: nothing is reported from now on. */
  abandon(): void {
    this.#over = true;
    this.#finish?.();
    this.#finish = undefined;
  }

  #hear(watched: Watched): void {
    if (watched.last) this.#last?.();
    if (this.#over) return;
    if (this.#startEpochMs === undefined) this.#early.push(watched);
    else this.#tell(watched, this.#startEpochMs);
  }

  #tell(watched: Watched, startEpochMs: number): void {
    const { atMs, bystander, inService, waiting, answered, refused, timedOut } = watched;
    const ended = readBystander(bystander, startEpochMs);
    this.#requests.push(...ended);
    const moment: ServiceMoment = {
      atMs: atMs - startEpochMs,
      inService,
      waiting,
      answered,
      refused,
      timedOut,
    };
    this.#options.onService?.(moment, ended);
  }
}

/** Counts only requests sent during the run. */
export function reportOf(requests: readonly BystanderRequest[], wallMs: number): BystanderReport {
  const during = requests.filter(({ sentMs }) => sentMs >= 0 && sentMs <= wallMs);
  const count = (answer: BystanderRequest["answer"]) =>
    during.filter((request) => request.answer === answer).length;
  const stays = during
    .filter(({ answer }) => answer === "answered")
    .map(({ sentMs, endedMs }) => endedMs - sentMs)
    .sort((a, b) => a - b);
  return {
    sent: during.length,
    answered: count("answered"),
    refused: count("refused"),
    timedOut: count("timed out"),
    p50Ms: percentile(stays, 50),
    p99Ms: percentile(stays, 99),
    requests: [...requests],
  };
}
