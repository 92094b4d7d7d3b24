/** Thousands of open connections: requests that wait on one thread, and on a thread each. */

import { html } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatAbout, formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { later } from "../../spec/later.ts";
import type { InstanceMemory, Result, Spec } from "../../spec/types.ts";
import type { Parameters } from "../parameters.ts";
import "../story-links.ts";
import { playsStyles, storyStyles } from "../story-styles.ts";
import { WaysStory } from "../ways-story.ts";
import type { ShownWay } from "./connections-figure.ts";
import "./connections-figure.ts";
import { type Level, levelsOf } from "./in-flight.ts";

const parameters = {
  connections: { label: "Open at once", unit: "requests", min: 100, max: 10_000, value: 10_000 },
  threads: { label: "A thread for each of", unit: "requests", min: 1, max: 64, value: 64 },
  latency: { label: "An answer takes", unit: "ms", min: 50, max: 10_000, value: 1000 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 1 },
} satisfies Parameters;

/** In the order that they are read. */
const wayKeys = ["one", "loop", "threads"] as const;
export type WayKey = (typeof wayKeys)[number];

/** Parts of the time axis in the figure. */
export const bins = 240;

export type RecordedWays = Record<WayKey, { wallMs: number; levels: readonly Level[] }>;

export class OpenConnections extends WaysStory<typeof parameters, WayKey, RecordedWays> {
  static override styles = [base, buttons, fields, storyStyles, playsStyles];

  constructor() {
    super(parameters, () => later("What was recorded", import("./recorded.json")));
  }

  override render(): unknown {
    return html`
      <section class="figure" aria-label="The same wait, on one thread and on a thread each">
        ${this.bar(wayKeys.map((key) => this.#button(key)))}
        <open-connections-figure
          .ways=${wayKeys.map((key) => this.#shown(key))}
          .most=${this.values.connections}
          .endMs=${this.values.latency * 1.2}
        ></open-connections-figure>
        ${this.recordedLine(this.showsRecorded(wayKeys))}
        <p class="sum">${this.#sum()}</p>
        ${this.#table()}
        <p class="sum">${this.#extrapolated()}</p>
        <p class="caption">
          The service that is asked is modelled: a C++ model answers each request after
          ${formatCount(this.values.latency)} ms, any number at once. Real: the waiting, the clock,
          the loop and its health checks,
          ${
            this.threads
              ? "the threads (pthreads, each blocked until its answer is there)"
              : "and the workers, each of which takes one request at a time: this page has no threads that share memory, so none of them can block"
          }.
          A page gets at most 64 of them from Lanes. Memory: the pages of Wasm memory in which
          anything was ever written, program included. What the browser itself needs, for each
          message that is open and for each worker, comes on top, and it does not say how much.
        </p>
        ${this.controls(["connections", "threads", "latency"], ["seed"])}
      </section>
      <slot name="mistake"></slot>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  #name(key: WayKey): string {
    const { connections, threads } = this.values;
    const noun = this.threads ? "thread" : "worker";
    return {
      one: "One request",
      loop: `${formatCount(connections)} on one thread`,
      threads: `${threads} on ${threads === 1 ? `a ${noun}` : `a ${noun} each`}`,
    }[key];
  }

  #button(key: WayKey): unknown {
    return this.playButton(key, this.#name(key), "Waiting", () => void this.#run(key));
  }

  #shown(key: WayKey): ShownWay {
    const { result, elapsedMs, ended } = this.plays[key] ?? {};
    const name = this.#name(key);
    const recorded = this.plays[key] ? undefined : this.recorded?.[key];
    if (recorded) {
      const says = `${formatMeasured(recorded.wallMs)}, recorded`;
      return { name, recorded: true, done: { ...recorded, says } };
    }
    if (!result) {
      return elapsedMs === undefined ? { name } : { name, elapsedMs, ended: ended ?? 0 };
    }
    const { wallMs, spans } = result;
    return {
      name,
      done: { wallMs, levels: levelsOf(spans, wallMs, bins), says: formatMeasured(wallMs) },
    };
  }

  #spec(key: WayKey): Partial<Spec> {
    const { connections, threads, latency, seed } = this.values;
    const asks = {
      work: "query",
      backend: "modelled",
      loop: "worker",
      pool: 10_000,
      queue: 0,
      timeout: 60_000,
      ...{ latency, seed },
    } as const;
    if (key === "threads") {
      return { ...asks, how: ["parallel"], tasks: threads, workers: threads };
    }
    return { ...asks, how: ["concurrent"], tasks: key === "one" ? 1 : connections };
  }

  #run(key: WayKey): Promise<boolean> {
    const say = ({ wallMs }: Result) => `${this.#name(key)}: ${formatMeasured(wallMs)}.`;
    return this.playWay(key, this.#spec(key), say);
  }

  #sum(): string {
    const one = this.plays.one?.result;
    const loop = this.plays.loop?.result;
    const { connections, latency } = this.values;
    if (!loop) {
      return one
        ? `One answer took ${formatMeasured(one.wallMs)}. Now wait for ${formatCount(connections)} of them, on the same thread.`
        : `${formatCount(connections)} requests, and ${formatMeasured(latency)} until each is answered. Press one button after the other.`;
    }
    const { answered, sent, maxMs } = loop.eventLoop.health;
    const times = one ? `, ${(loop.wallMs / one.wallMs).toFixed(2)} times as long as one` : "";
    return `One thread had ${formatCount(loop.maxInFlight)} requests open at once and was done after ${formatMeasured(loop.wallMs)}${times}. Its loop answered ${answered} of ${plural(sent, "health check")} meanwhile, the slowest after ${formatMeasured(maxMs)}.`;
  }

  #table(): unknown {
    return html`
      <div class="wide">
        <table>
          <caption>
            Open: requests in flight at the same moment, at most.
          </caption>
          <thead>
            <tr>
              <td></td>
              <th scope="col">Time</th>
              <th scope="col">Open</th>
              <th scope="col">Health checks</th>
              <th scope="col">Memory</th>
            </tr>
          </thead>
          <tbody>
            ${wayKeys.map((key) => {
              const { result, memory = [] } = this.plays[key] ?? {};
              const health = result?.eventLoop.health;
              return html`
                <tr>
                  <th scope="row">${this.#name(key)}</th>
                  <td class="whole">${result ? formatMeasured(result.wallMs) : "–"}</td>
                  <td>${result ? formatCount(result.maxInFlight) : "–"}</td>
                  <td>${health ? `${health.answered} of ${health.sent}` : "–"}</td>
                  <td class="whole">${result ? sayBytes(usedBy(memory)) : "–"}</td>
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
    `;
  }

  /** What a thread for each of all the requests would take: said to be extrapolated. */
  #extrapolated(): string {
    const { connections, threads } = this.values;
    const loop = this.plays.loop;
    const apart = this.plays.threads;
    const parts: string[] = [];
    if (loop?.result && loop.memory.length > 0) {
      const each = usedBy(loop.memory) / loop.result.tasks.count;
      parts.push(`On one thread an open request took ${formatCount(Math.round(each))} bytes.`);
    }
    if (apart?.result && apart.memory.length > 0) {
      const noun = apart.result.environment.tier === "threads" ? "thread" : "worker";
      const each = usedBy(apart.memory) / threads;
      const rounds = Math.ceil(connections / threads);
      parts.push(
        `A ${noun} took ${sayBytes(each)}, only to wait. Extrapolated, not measured: ${formatCount(connections)} of them would take ${sayBytes(each * connections)}; and ${formatCount(connections)} requests on these ${threads}, one round after another, about ${formatAbout(rounds * apart.result.wallMs)}.`,
      );
    }
    return parts.join(" ");
  }
}

function usedBy(memory: readonly InstanceMemory[]): number {
  return memory.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
}

function sayBytes(bytes: number): string {
  const kib = bytes / 1024;
  return kib < 1000 ? `${Math.ceil(kib)} KiB` : `${(kib / 1024).toFixed(kib < 10_240 ? 1 : 0)} MiB`;
}

installLanes();
customElements.define("open-connections", OpenConnections);
