/** What a modelled service and a bystander's requests look like while a run lasts, and around it. */

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

/** How often whoever looks is told. */
const everyMs = 100;
/** The bystander is alone with the service for so long before the run, ms. */
const leadMs = 500;
/** After the run it goes on until all that it sent meanwhile has ended, but no longer, ms. */
const mostTailMs = 2000;

export class ServiceWatch {
  readonly #downstream: Downstream;
  readonly #spec: Spec;
  readonly #options: RunOptions;
  readonly #requests: BystanderRequest[] = [];
  /** Told before the run began, when nobody knew when that would be. */
  #early: Watched[] = [];
  #startEpochMs: number | undefined;
  #finish: (() => void) | undefined;
  #last: (() => void) | undefined;
  #over = false;

  /** undefined where nobody looks and nobody shares the service. */
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
   * After the run: what became of the bystander's requests, where there is one. Rejects when `signal`
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
    // A model that has died says no last word.
    const patience = setTimeout(() => this.#last?.(), mostTailMs);
    await told;
    clearTimeout(patience);
    return bystander && reportOf(this.#requests, wallMs);
  }

  /** Whatever has happened: nothing is told from here on. */
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

/** Counted is what was sent while the run lasted. */
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
