/** Where each strategy of a spec runs: which host, which event loop, which tier. */
import { type Connect, mainLoop } from "../monitor/monitor.ts";
import type { LanesError } from "../spec/errors.ts";
import { strategyEntry } from "../spec/strategies.ts";
import type { Capabilities, Environment, Spec, Strategy } from "../spec/types.ts";
import { bringsCode, workEntry } from "../spec/works.ts";
import { EventLoopHost } from "./hosts/event-loop-host.ts";
import type { Host } from "./hosts/host.ts";
import { LoopWorkerHost } from "./hosts/loop-worker-host.ts";
import { PoolHost } from "./hosts/pool-host.ts";
import { WorkersHost } from "./hosts/workers-host.ts";
import { OwnHost } from "./own/own-host.ts";
import { TierPolicy } from "./tier-policy.ts";

/** Where one strategy of a spec is carried out, and which event loop is watched meanwhile. */
export interface Stage {
  host: Host;
  loop: Connect;
  /** Identifies the place: code that has run there once is warm. */
  place: string;
  tier: Environment["tier"];
  suspend: Environment["suspend"];
  /** Why this stage replaces the intended one. */
  note?: string;
}

const noThreads =
  "Threads share one memory, which unchecked code must not: separate workers ran it.";

export class Stages {
  readonly mainHost = new EventLoopHost();
  readonly #capabilities: Capabilities;
  readonly #loopWorker = new LoopWorkerHost();
  readonly #pool = new PoolHost();
  readonly #workers = new WorkersHost();
  readonly #own = new OwnHost();
  #sandboxes = 0;
  readonly #tiers: TierPolicy;

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
    this.#tiers = new TierPolicy(capabilities.sharedMemory);
  }

  /** Size of the threads' shared memory; the maximum until a pool has been started. */
  get poolMemoryBytes(): number {
    return this.#pool.memoryBytes;
  }

  /** Throws a LanesError ("unavailable") where the spec requires threads that are not available. */
  stageFor(spec: Spec, how: Strategy): Stage {
    if (bringsCode(workEntry(spec.work))) return this.#sandboxed(spec, how);
    const onMain = spec.loop === "main";
    if (strategyEntry(how).threads) {
      const tier = this.tierOf(spec);
      const note = tier === "workers" ? this.#tiers.noteOn(spec) : "";
      return {
        host: tier === "threads" ? this.#pool : this.#workers,
        loop: this.#loop(onMain),
        place: tier,
        tier,
        ...(note && { note }),
        suspend: "none",
      };
    }
    const blocking = strategyEntry(how).oneAtATime && workEntry(spec.work)?.bound === "io";
    return {
      host: onMain ? this.mainHost : this.#loopWorker,
      loop: this.#loop(onMain),
      place: `${spec.loop} ${blocking ? "suspending" : "lanes"}`,
      tier: "none",
      suspend: blocking ? this.#capabilities.suspend : "none",
    };
  }

  /** Somebody else's code runs apart from this page, whatever the spec says of the loop. */
  #sandboxed(spec: Spec, how: Strategy): Stage {
    const { threads } = strategyEntry(how);
    this.#sandboxes++;
    return {
      host: this.#own,
      loop: threads ? this.#loop(false) : (port) => this.#own.watch(port),
      // Each run has a sandbox of its own.
      place: `sandbox ${this.#sandboxes}`,
      tier: threads ? "workers" : "none",
      suspend: "none",
      ...(threads && spec.tier === "threads" && { note: noThreads }),
    };
  }

  /**
   * The fallback for a `stage` that could not be prepared; rethrows `failure` where there is none,
   * or where the spec requires this stage.
   */
  instead(stage: Stage, spec: Spec, how: Strategy, failure: LanesError): Stage {
    if (stage.tier !== "threads") throw failure;
    const note = this.#tiers.learn(failure, spec);
    return { ...this.stageFor({ ...spec, tier: "workers" }, how), note };
  }

  /** The tier of a run on threads. */
  tierOf(spec: Spec): "threads" | "workers" {
    return this.#tiers.tierOf(spec);
  }

  #loop(onMain: boolean): Connect {
    return onMain ? mainLoop : (port) => this.#loopWorker.watch(port);
  }
}
