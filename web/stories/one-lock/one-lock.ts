/** One lock, many processes: threads that share an interpreter's lock, and processes that do not. */

import { html } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { later } from "../../spec/later.ts";
import type { InstanceMemory, Result, Spec } from "../../spec/types.ts";
import type { Parameters } from "../parameters.ts";
import "../story-links.ts";
import { playsStyles, storyStyles } from "../story-styles.ts";
import { WaysStory } from "../ways-story.ts";
import { mostAtOnce, rowsOf, type ThreadRow } from "./turns.ts";
import type { ShownWay } from "./turns-figure.ts";
import "./turns-figure.ts";

const parameters = {
  tasks: { label: "Tasks", unit: "", min: 1, max: 32, value: 4 },
  workers: { label: "Threads, or processes", unit: "", min: 1, max: 16, value: 4 },
  size: { label: "Links in a task", unit: "", min: 10_000, max: 5_000_000, value: 1_000_000 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 1 },
} satisfies Parameters;

/** In the order that they are read. */
const wayKeys = ["one", "lock", "processes", "free"] as const;
export type WayKey = (typeof wayKeys)[number];

export type RecordedWays = Record<WayKey, { wallMs: number; rows: readonly ThreadRow[] }>;

export class OneLock extends WaysStory<typeof parameters, WayKey, RecordedWays> {
  static override styles = [base, buttons, fields, storyStyles, playsStyles];

  constructor() {
    super(parameters, () => later("What was recorded", import("./recorded.json")));
  }

  override render(): unknown {
    return html`
      <section class="figure" aria-label="The same tasks, with one lock and without">
        ${this.bar(
          this.bothButton(
            () => this.#run("lock"),
            () => this.#run("processes"),
          ),
        )}
        <div class="plays">
          ${this.#button("one", "On one thread")}
          ${this.#button("lock", `${this.values.workers} threads, one lock`)}
          ${this.#button("processes", `${this.values.workers} processes`)}
        </div>
        <lock-turns .ways=${this.#shown(["one", "lock", "processes"])} .endMs=${this.#endMs()}></lock-turns>
        ${this.recordedLine(this.showsRecorded(["one", "lock", "processes"]))}
        <p class="sum">${this.#sum()}</p>
        ${this.#table()}
        <p class="caption">${this.#whatIsReal()}</p>
        ${this.controls(["tasks", "workers"], ["size", "seed"])}
      </section>
      <slot name="mistake"></slot>
      <slot name="without"></slot>
      <section class="figure" aria-label="The same threads without the lock">
        ${
          this.threads
            ? html`
                <div class="plays">${this.#button("free", `${this.values.workers} threads, no lock`)}</div>
                <lock-turns .ways=${this.#shown(["free"])} .endMs=${this.#endMs()}></lock-turns>
                ${this.recordedLine(this.showsRecorded(["free"]))}
                <p class="sum">${this.#sumOfFree()}</p>`
            : html`<p class="sum">
                This page has no threads that share memory: it is not cross-origin isolated, or the
                browser does not offer them. The processes above need none.
              </p>`
        }
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  #name(key: WayKey): string {
    const { workers } = this.values;
    const threads = this.threads ? "threads" : "workers";
    return {
      one: "One thread",
      lock: `${workers} ${threads}, one lock`,
      processes: `${workers} processes`,
      free: `${workers} threads, no lock`,
    }[key];
  }

  #shown(keys: readonly WayKey[]): ShownWay[] {
    const { workers, tasks } = this.values;
    return keys.map((key) => {
      const play = this.plays[key];
      const result = play?.result;
      const recorded = play ? undefined : this.recorded?.[key];
      return {
        name: this.#name(key),
        row:
          key === "processes" ? "process" : key === "lock" && !this.threads ? "worker" : "thread",
        rows: key === "one" ? 1 : Math.min(workers, tasks),
        ...(play && !result && { elapsedMs: play.elapsedMs }),
        ...(result && {
          done: {
            wallMs: result.wallMs,
            rows: rowsOf(result.spans),
            says: `${formatMeasured(result.wallMs)}${this.#sayTimes(key)}`,
          },
        }),
        ...(recorded && {
          recorded: true,
          done: { ...recorded, says: `${formatMeasured(recorded.wallMs)}, recorded` },
        }),
      };
    });
  }

  #endMs(): number {
    const shown = Object.values({ ...this.recorded, ...this.plays });
    return Math.max(
      1000,
      ...shown.map((way) => ("wallMs" in way ? way.wallMs : (way.result?.wallMs ?? 0))),
    );
  }

  #button(key: WayKey, label: string): unknown {
    return this.playButton(key, label, "Running", () => void this.#run(key));
  }

  #spec(key: WayKey): Partial<Spec> {
    const { tasks, workers, size, seed } = this.values;
    const shared = { work: "hash", tasks, workers, size, seed, loop: "worker" } as const;
    if (key === "one") return { ...shared, how: ["sequential"] };
    const tier = key === "processes" ? "workers" : key === "free" ? "threads" : "auto";
    return { ...shared, how: ["parallel"], tier };
  }

  #run(key: WayKey): Promise<boolean> {
    const say = (result: Result) =>
      `${this.#name(key)}: ${formatMeasured(result.wallMs)}${this.#sayTimes(key)}.`;
    return this.playWay(key, this.#spec(key), say, { oneLock: key === "lock" });
  }

  /** As fast as one thread; undefined before both have run. */
  speedup(key: WayKey): number | undefined {
    const one = this.plays.one?.result;
    const other = this.plays[key]?.result;
    return one && other && other.wallMs > 0 ? one.wallMs / other.wallMs : undefined;
  }

  #sayTimes(key: WayKey): string {
    const times = key === "one" ? undefined : this.speedup(key);
    return times === undefined ? "" : `, ${times.toFixed(2)}× as fast as one thread`;
  }

  #sum(): string {
    const { tasks, workers } = this.values;
    const lock = this.plays.lock?.result;
    const processes = this.plays.processes?.result;
    if (!this.plays.one?.result && !lock && !processes) {
      return `${formatCount(tasks)} tasks that compute, on ${workers} threads that share one lock, and in ${workers} processes. Press one button after the other.`;
    }
    const parts: string[] = [];
    if (lock) {
      const times = this.speedup("lock");
      parts.push(
        `With one lock ${sayAtOnce(atOnceOf(lock))}${times === undefined ? "" : `, and ${workers} were ${times.toFixed(2)}× as fast as one`}: the threads took turns.`,
      );
    }
    if (processes) {
      const times = this.speedup("processes");
      parts.push(
        `In processes ${sayAtOnce(atOnceOf(processes))}${times === undefined ? "" : `: ${times.toFixed(2)}× as fast as one thread`}. Each has a memory of its own, and so a lock of its own.`,
      );
    }
    if (!this.plays.one?.result) parts.push("Run it on one thread, too, to compare.");
    return parts.join(" ");
  }

  #sumOfFree(): string {
    const free = this.plays.free?.result;
    if (!free) return "Still one memory, and no lock to hold while computing.";
    const times = this.speedup("free");
    return `Without the lock ${sayAtOnce(atOnceOf(free))}${times === undefined ? "" : `: ${times.toFixed(2)}× as fast as one thread`}. So it was the lock, not the threads.`;
  }

  #table(): unknown {
    const keys = wayKeys.filter((key) => key !== "free" || this.plays.free);
    return html`
      <div class="wide">
        <table>
          <caption>
            ${this.#sayDigests()}
          </caption>
          <thead>
            <tr>
              <td></td>
              <th scope="col">Time</th>
              <th scope="col">Speedup</th>
              <th scope="col">At once</th>
              <th scope="col">Memory</th>
            </tr>
          </thead>
          <tbody>
            ${keys.map((key) => {
              const play = this.plays[key];
              const result = play?.result;
              const times = result ? this.speedup(key) : undefined;
              return html`
                <tr>
                  <th scope="row">${this.#name(key)}</th>
                  <td class="whole">${result ? formatMeasured(result.wallMs) : "–"}</td>
                  <td>${times === undefined ? "–" : `${times.toFixed(2)}×`}</td>
                  <td>${result ? atOnceOf(result) : "–"}</td>
                  <td>${play && result ? sayMemory(play.memory) : "–"}</td>
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
    `;
  }

  /** Same answer, different wall time. */
  #sayDigests(): string {
    const answers = wayKeys.flatMap((key) => this.plays[key]?.result?.digests.join(" ") ?? []);
    const [first, ...others] = answers;
    if (first === undefined || others.length === 0)
      return "At once: how many computed at the same moment, at most.";
    return others.every((other) => other === first)
      ? "At once: how many computed at the same moment, at most. Same answers each time."
      : "The answers differ, which is a bug.";
  }

  #whatIsReal(): unknown {
    return html`
      Real: every hash (C++ as Wasm), ${
        this.threads
          ? "the threads (pthreads over one shared memory), the lock (a mutex, held while a thread computes and handed on every 5 ms, as CPython does)"
          : "the workers, and the lock: this page has no threads that share memory, so separate workers take turns by a Web Lock, every 20 ms. It is the same rule, with memories of their own"
      }, and the processes: Web Workers, each with a module and a memory of its own, and nothing but
      messages between them. A browser gives a page no real processes. Memory: the pages of each
      instance’s Wasm memory in which anything was ever written, of those that it reserves; what the
      browser itself needs for a worker comes on top, and it does not say how much.
    `;
  }
}

/** Clocks of different threads may differ by so much, ms, beside their resolution. */
const clocksDifferMs = 1;

function atOnceOf({ spans, environment }: Result): number {
  return mostAtOnce(spans, clocksDifferMs + 2 * environment.clockResolutionMs);
}

function sayAtOnce(count: number): string {
  return count === 1 ? "only one computed at any moment" : `up to ${count} computed at once`;
}

function sayMemory(instances: readonly InstanceMemory[]): string {
  const [first] = instances;
  if (!first) return "not known";
  const usedBytes = Math.max(...instances.map((instance) => instance.usedBytes));
  const each = `${formatCount(Math.ceil(usedBytes / 1024))} KiB of ${Math.round(first.reservedBytes / 2 ** 20)} MiB`;
  return instances.length === 1 ? each : `${instances.length} × ${each}`;
}

installLanes();
customElements.define("one-lock", OneLock);
