/** Waiting in line: calls one after another or together, and what each does to a server under load. */

import { css, html, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatAbout, formatCount, formatMs } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll, tailName } from "../../base/percentile.ts";
import { runOne } from "../../kit/run-controller.ts";
import { base, buttons, fields } from "../../kit/shared-styles.ts";
import { sentenceOf } from "../../spec/errors.ts";
import type { Result, Spec } from "../../spec/types.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { storyStyles } from "../story-styles.ts";
import { hasHeld, type Way } from "./calls-figure.ts";
import "./calls-figure.ts";
import { type Load, putUnderLoad } from "./load.ts";
import "./load-figure.ts";
import { type LoadReport, reportOf } from "./server.ts";

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

interface Side extends Load {
  report?: LoadReport;
}
type SideKey = "line" | "together";

export class WaitingInLine extends StoryElement<typeof parameters> {
  static override properties: PropertyDeclarations = {
    ways: { state: true },
    sides: { state: true },
    network: { state: true },
  };
  declare ways: Partial<Record<WayKey, Way>>;
  declare sides: Partial<Record<SideKey, Side>>;
  /** A live server answers beside this page. */
  declare network: boolean;

  static override styles = [
    base,
    buttons,
    fields,
    storyStyles,
    css`
      .plays {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .plays .play {
        min-inline-size: 12rem;
      }
    `,
  ];

  constructor() {
    super(parameters);
    this.ways = {};
    this.sides = {};
    this.network = false;
  }

  override firstUpdated(): void {
    void window.lanes.ready.then(
      () => {
        this.network = window.lanes.capabilities().network;
      },
      (error: unknown) => {
        this.failure = sentenceOf(error);
      },
    );
  }

  override render(): unknown {
    return html`
      <slot name="mistake"></slot>
      <section class="figure" aria-label="One request">
        ${this.controls(
          ["calls", "latency", "rate", "connections"],
          ["loaded", "timeout", "seconds", "seed"],
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
        <p class="sum">${this.#sumOfCalls()}</p>
        <p class="caption">
          The service that is called is modelled: a C++ model answers after ${this.values.latency} ms,
          any number at once. The calls, the waiting and the clock are real. Browsers open about six
          connections to a host over HTTP/1.1, and keep further requests
          back${this.network ? ": the third button asks the live server beside this page and shows it" : "; a live server beside this page would show it (python3 serve.py)"}.
        </p>
      </section>
      <slot name="load"></slot>
      <section class="figure" aria-label="The server under load">
        <div class="sides">${this.#side("line")}${this.#side("together")}</div>
        <p class="sum">${this.#sumOfLoad()}</p>
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
    return keys.map((key) => this.ways[key] ?? { name: wayNames[key] });
  }

  #button(key: WayKey, label: string): unknown {
    return html`
      <button
        class="play"
        type="button"
        aria-disabled=${this.playing !== ""}
        @click=${() => this.#runCalls(key)}
      >
        ${this.playing === `calls ${key}` ? "Running" : label}
      </button>
    `;
  }

  #runCalls(key: WayKey): void {
    const { calls, latency, seed } = this.values;
    const spec: Partial<Spec> = {
      work: "http",
      how: [key === "line" ? "sequential" : "concurrent"],
      tasks: calls,
      latency,
      seed,
      loop: "worker",
      backend: key === "wire" ? "network" : "modelled",
    };
    const name = wayNames[key];
    void this.play(`calls ${key}`, async (signal) => {
      try {
        this.ways = { ...this.ways, [key]: { name, ended: 0, elapsedMs: 0 } };
        const result = await runOne(spec, {
          signal,
          onProgress: ({ ended, elapsedMs }) => {
            if (!signal.aborted) this.ways = { ...this.ways, [key]: { name, ended, elapsedMs } };
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

  #sumOfCalls(): string {
    const line = this.ways.line?.result;
    const together = this.ways.together?.result;
    const wire = this.ways.wire?.result;
    const { calls, latency } = this.values;
    const parts: string[] = [];
    if (line && together) {
      parts.push(
        `One after another took ${formatMeasured(line.wallMs)}, together ${formatMeasured(together.wallMs)}: ${times(line, together)} times as fast, on the same thread.`,
      );
    } else if (line) {
      parts.push(
        `${calls} waits, end to end: ${formatMeasured(line.wallMs)}. Now call them together.`,
      );
    } else if (together) {
      parts.push(`All ${calls} waited at once: ${formatMeasured(together.wallMs)}.`);
    } else if (!wire) {
      parts.push(
        `${calls} calls of ${latency} ms. One after another that takes about ${formatAbout(calls * latency)}.`,
      );
    }
    if (wire) {
      parts.push(
        hasHeld(wire)
          ? `Over the network they took ${formatMeasured(wire.wallMs)}: the browser let only a few out at once, whatever the code says.`
          : `Over the network they took ${formatMeasured(wire.wallMs)}.`,
      );
    }
    return parts.join(" ");
  }

  #side(key: SideKey): unknown {
    const { calls, loaded, connections, timeout, seconds } = this.values;
    const side = this.sides[key];
    const name = wayNames[key];
    // Both sides on one scale.
    const moments = [this.sides.line, this.sides.together].flatMap((other) => other?.moments ?? []);
    const mostPresent = Math.max(
      0,
      ...moments.map(({ inService, waiting }) => inService + waiting),
    );
    const endMs = Math.max(seconds * 1000, ...moments.map(({ atMs }) => atMs));
    return html`
      <div class="side">
        <h3>${name}</h3>
        <button
          class="play"
          type="button"
          aria-disabled=${this.playing !== ""}
          @click=${() => this.#runLoad(key)}
        >
          ${this.playing === `load ${key}` ? "Under load" : `Put it under load, ${seconds} s`}
        </button>
        <waiting-load
          name=${name}
          .load=${side ?? noLoad}
          .endMs=${endMs}
          .mostPresent=${mostPresent}
          .connections=${connections}
          .timeoutMs=${timeout}
        ></waiting-load>
        ${numbers(side, key === "line" ? calls * loaded : loaded, seconds)}
      </div>
    `;
  }

  #runLoad(key: SideKey): void {
    const { calls, loaded, connections, timeout, seconds, rate, seed } = this.values;
    void this.play(`load ${key}`, async (signal) => {
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

  #sumOfLoad(): string {
    const line = this.sides.line?.report;
    const together = this.sides.together?.report;
    const { connections, calls, loaded, rate } = this.values;
    if (!line && !together) {
      const each = (calls * loaded) / 1000;
      return `A request that calls one after another holds a connection for ${formatMs(each * 1000)}, so ${connections} connections serve ${(connections / each).toFixed(1)} requests a second at most. ${rate} arrive.`;
    }
    const parts: string[] = [];
    if (line) {
      parts.push(
        `One after another: ${formatCount(line.timedOut)} of ${formatCount(line.arrived)} requests got a 504, and up to ${formatCount(line.mostWaiting)} stood in line.`,
      );
    }
    if (together) {
      parts.push(
        `Together: ${together.timedOut === 0 ? "none" : formatCount(together.timedOut)} of ${formatCount(together.arrived)}, with the same connections and the same arrivals; ${nearlyAll(together.answered)} the answers within ${formatMeasured(together.p99Ms)}.`,
      );
    }
    return parts.join(" ");
  }
}

const noLoad: Load = { moments: [], over: [] };

function times(slow: Result, fast: Result): string {
  const factor = slow.wallMs / Math.max(1, fast.wallMs);
  return factor < 10 ? factor.toFixed(1) : String(Math.round(factor));
}

function numbers(side: Side | undefined, atLeastMs: number, seconds: number): unknown {
  const last = side?.moments.at(-1);
  const report =
    side?.report ??
    reportOf(side?.over ?? [], side?.moments ?? [], Math.min(seconds, (last?.atMs ?? 0) / 1000));
  const shown = (text: string) => (side ? text : "–");
  return html`
    <dl>
      <dt>A request needs</dt>
      <dd>${formatMs(atLeastMs)} or more</dd>
      <dt>In flight now</dt>
      <dd>${shown(`${last?.inService ?? 0}, and ${last?.waiting ?? 0} in line`)}</dd>
      <dt>Answered</dt>
      <dd>${shown(`${formatCount(report.answered)}, ${report.answeredPerS.toFixed(1)} a second`)}</dd>
      <dt>504</dt>
      <dd class=${report.timedOut > 0 ? "bad" : ""}>${shown(formatCount(report.timedOut))}</dd>
      <dt>p50 / ${tailName(report.answered)}</dt>
      <dd>${report.answered > 0 ? `${formatMeasured(report.p50Ms)} / ${formatMeasured(report.p99Ms)}` : "–"}</dd>
    </dl>
  `;
}

installLanes();
customElements.define("waiting-in-line", WaitingInLine);
