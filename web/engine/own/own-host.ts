/** The sandbox's host, loaded when somebody's own code is run for the first time. */
import { later } from "../../spec/later.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import { type Host, type HostOutcome, noTasks, type RunOrder } from "../hosts/host.ts";
import type { HostOutput } from "../hosts/outputs.ts";
import type { SandboxHost } from "./sandbox-host.ts";

export class OwnHost implements Host {
  #host: SandboxHost | undefined;

  async prepare(order: RunOrder, _model: undefined, signal: AbortSignal): Promise<void> {
    const { SandboxHost } = await later("The sandbox", import("./sandbox-host.ts"));
    this.#host ??= new SandboxHost();
    await this.#host.prepare(order, undefined, signal);
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    if (!this.#host) throw new Error("no run was prepared");
    return await this.#host.run(order, startEpochMs, signal);
  }

  watch(port: MessagePort): AbortSignal | undefined {
    return this.#host?.watch(port);
  }

  counts = () => this.#host?.counts() ?? noTasks;
  takeOutputs = (): HostOutput[] => [];
  memoryUse = async (): Promise<InstanceMemory[]> => [];
  release = (): void => this.#host?.release();
}
