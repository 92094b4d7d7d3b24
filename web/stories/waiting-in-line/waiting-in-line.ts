/** Waiting in line: calls one after another or together, and what each does to a server under load. */

import { html, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { runOne } from "../../kit/run-controller.ts";
import { later } from "../../spec/later.ts";
import type { Result, Spec, Strategy } from "../../spec/types.ts";
import { codeOf } from "../code-of.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { playsStyles, storyStyles } from "../story-styles.ts";
import type { Called } from "./called.ts";
import type { Way } from "./calls-figure.ts";
import "./calls-figure.ts";
import { type Load, putUnderLoad } from "./load.ts";
import "./load-figure.ts";
import { numbersList } from "./numbers-list.ts";
import { type LoadReport, reportOf } from "./server.ts";
import { sumOfCalls, sumOfLoad } from "./sums.ts";

const parameters = {
  calls: { label: "Calls per request", unit: "", min: 1, max: 100, value: 50 },
  latency: { label: "A call takes", unit: "ms", min: 1, max: 1000, value: 200 },
  rate: { label: "Requests arrive", unit: "a second", min: 1, max: 60, value: 20 },
  connections: { label: "Server’s connections", unit: "", min: 1, max: 200, value: 10 },
  loaded: { label: "A call takes, under load", unit: "ms", min: 1, max: 1000, value: 20 },
  timeout: { label: "Gateway’s timeout", unit: "ms", min: 100, max: 20_000, value: 2000 },
  seconds: { label: "For", unit: "s", min: 1, max: 60, value: 8 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 1 },
} satisfies Parameters;

/** What the first figure depends on; the second depends on everything but `latency`. */
const ofCalls: ReadonlySet<string> = new Set(["calls", "latency", "seed"]);

const wayNames = {
  line: "One after another",
  together: "Together",
  wire: "Together, through this browser’s connections",
} as const;
type WayKey = keyof typeof wayNames;

const howOf = (key: WayKey): Strategy => (key === "line" ? "sequential" : "concurrent");

interface Side extends Load {
  report?: LoadReport;
}
type SideKey = "line" | "together";

type Played = Partial<Record<WayKey, Way & { result?: Result }>>;

export interface RecordedWaits {
  ways: Record<SideKey, Called>;
  sides: Record<SideKey, Load>;
}

export class WaitingInLine extends StoryElement<typeof parameters, RecordedWaits> {
  static override properties: PropertyDeclarations = {
    ways: { state: true },
    sides: { state: true },
    network: { state: true },
  };
  declare ways: Played;
  declare sides: Partial<Record<SideKey, Side>>;
  /** A live server answers beside this page. */
  declare network: boolean;

  static override styles = [base, buttons, fields, storyStyles, playsStyles];

  constructor() {
    super(parameters, () => later("What was recorded", import("./recorded.json")));
    this.ways = {};
    this.sides = {};
    this.network = false;
  }

  protected override ready(): void {
    this.network = window.lanes.capabilities().network;
  }

  override render(): unknown {
    return html`
      <section class="figure" aria-label="One request">
        ${this.bar(
          this.bothButton(
            () => this.#runCalls("line"),
            () => this.#runCalls("together"),
          ),
        )}
        <div class="plays">
          ${this.#button("line", "Call one after another")}
          ${this.#button("together", "Call them all together")}
          ${this.network ? this.#button("wire", "Together, over the network") : ""}
        </div>
        <waiting-calls
          .ways=${this.#shownWays()}
          .calls=${this.values.calls}
          .endMs=${this.values.calls * this.values.latency}
        ></waiting-calls>
        ${this.recordedLine(this.#shownWays().some(({ recorded }) => recorded))}
        <p class="sum">${sumOfCalls(this.values, this.ways.line?.result, this.ways.together?.result, this.ways.wire?.result)}</p>
        <div>
          ${(["line", "together"] as const).map((key) =>
            codeOf(howOf(key), "http", {
              ...this.ways[key],
              running: this.playing === `calls ${key}`,
            }),
          )}
        </div>
        <p class="caption">
          The service that is called is modelled: a C++ model answers after ${this.values.latency} ms,
          any number at once. The calls, the waiting and the clock are real. Browsers open about six
          connections to a host over HTTP/1.1, and keep further requests
          back${this.network ? ": the third button asks the live server beside this page and shows it" : "; a live server beside this page would show it (python3 serve.py)"}.
        </p>
        ${this.controls(
          ["calls", "latency", "rate", "connections"],
          ["loaded", "timeout", "seconds", "seed"],
        )}
      </section>
      <slot name="mistake"></slot>
      <slot name="load"></slot>
      <section class="figure" aria-label="The server under load">
        <div class="keys">
          ${this.bothButton(
            () => this.#runLoad("line"),
            () => this.#runLoad("together"),
            "Put both under load",
          )}
        </div>
        <div class="sides">${this.#side("line")}${this.#side("together")}</div>
        ${this.recordedLine(!(this.sides.line && this.sides.together) && this.recorded !== undefined)}
        <p class="sum">${sumOfLoad(this.values, this.sides.line?.report, this.sides.together?.report)}</p>
        <p class="caption">
          The requests’ arrivals (a Poisson process from the seed), the server, its line and its 504s
          are real code on this page’s event loop, in real time. What it calls is modelled, and answers
          after ${this.values.loaded} ms, so that nobody has to watch for minutes.
        </p>
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  protected override forget(changed: keyof typeof parameters | "all"): void {
    this.cancel();
    if (changed === "all" || ofCalls.has(changed)) this.ways = {};
    if (changed !== "latency") this.sides = {};
  }

  #shownWays(): Way[] {
    const keys: WayKey[] = this.network ? ["line", "together", "wire"] : ["line", "together"];
    return keys.map((key) => {
      const recorded = key === "wire" ? undefined : this.recorded?.ways[key];
      const name = wayNames[key];
      return this.ways[key] ?? (recorded ? { name, result: recorded, recorded: true } : { name });
    });
  }

  #button(key: WayKey, label: string): unknown {
    return this.playButton(`calls ${key}`, label, "Running", () => this.#runCalls(key));
  }

  #runCalls(key: WayKey): Promise<boolean> {
    const { calls, latency, seed } = this.values;
    const spec: Partial<Spec> = {
      work: "http",
      how: [howOf(key)],
      tasks: calls,
      latency,
      seed,
      loop: "worker",
      backend: key === "wire" ? "network" : "modelled",
    };
    const name = wayNames[key];
    return this.play(`calls ${key}`, async (signal) => {
      try {
        this.ways = { ...this.ways, [key]: { name, ended: 0, elapsedMs: 0 } };
        const result = await runOne(spec, {
          signal,
          onProgress: (progress) => {
            const { ended, elapsedMs } = progress;
            if (signal.aborted) return;
            this.ways = { ...this.ways, [key]: { name, ended, elapsedMs, progress } };
          },
        });
        this.ways = { ...this.ways, [key]: { name, result } };
        return `${name}: ${formatMeasured(result.wallMs)}.`;
      } catch (error) {
        const { [key]: _gone, ...rest } = this.ways;
        this.ways = rest;
        throw error;
      }
    });
  }

  #side(key: SideKey): unknown {
    const { calls, loaded, connections, timeout, seconds } = this.values;
    const own: Side | undefined = this.sides[key];
    const side = own ?? this.recorded?.sides[key];
    const name = wayNames[key];
    // Both sides on one scale.
    const { line, together } = { ...this.recorded?.sides, ...this.sides };
    const moments = [line, together].flatMap((other) => other?.moments ?? []);
    const mostPresent = Math.max(
      0,
      ...moments.map(({ inService, waiting }) => inService + waiting),
    );
    const endMs = Math.max(seconds * 1000, ...moments.map(({ atMs }) => atMs));
    return html`
      <div class="side">
        <h3>${name}</h3>
        ${this.playButton(`load ${key}`, `Put it under load, ${seconds} s`, "Under load", () =>
          this.#runLoad(key),
        )}
        <waiting-load
          name=${name}
          .load=${side ?? noLoad}
          ?faint=${!own}
          .endMs=${endMs}
          .mostPresent=${mostPresent}
          .connections=${connections}
          .timeoutMs=${timeout}
        ></waiting-load>
        ${numbersList(side, key === "line" ? calls * loaded : loaded, seconds, !own)}
      </div>
    `;
  }

  #runLoad(key: SideKey): Promise<boolean> {
    const { calls, loaded, connections, timeout, seconds, rate, seed } = this.values;
    return this.play(`load ${key}`, async (signal) => {
      const show = ({ moments, over }: Load, report?: LoadReport) => {
        if (signal.aborted) return;
        const side: Side = { moments: [...moments], over: [...over], ...(report && { report }) };
        this.sides = { ...this.sides, [key]: side };
      };
      try {
        const load = await putUnderLoad(
          {
            calls,
            latencyMs: loaded,
            connections,
            timeoutMs: timeout,
            together: key === "together",
            perS: rate,
            seconds,
            seed,
          },
          signal,
          show,
        );
        const report = reportOf(load.over, load.moments, seconds);
        show(load, report);
        return `${wayNames[key]}: ${formatCount(report.answered)} answered, ${formatCount(report.timedOut)} got a 504.`;
      } catch (error) {
        const { [key]: _gone, ...rest } = this.sides;
        this.sides = rest;
        throw error;
      }
    });
  }
}

const noLoad: Load = { moments: [], over: [] };

installLanes();
customElements.define("waiting-in-line", WaitingInLine);
