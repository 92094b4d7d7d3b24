/** The blocked loop: resizes on the event loop, in slices on it, and in a worker pool, under load. */

import { html, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatCount, formatMs, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll, tailName } from "../../base/percentile.ts";
import { machine } from "../../engine/machine.ts";
import { base, buttons, fields } from "../../kit/shared-styles.ts";
import { LanesError } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { arrivals } from "../arrivals.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { storyStyles } from "../story-styles.ts";
import { calibrate, type Pace, sayMiss } from "./calibration.ts";
import { playFleet } from "./fleet.ts";
import { nothingSeen } from "./fleet-figure.ts";
import "./fleet-figure.ts";
import { styles } from "./blocked-loop-styles.ts";
import { type Seen, type Way, ways } from "./fleet-protocol.ts";
import { momentsList } from "./moments-list.ts";
import { type FleetReport, reportOf, sameAnswers } from "./report.ts";

/** With this seed the cascade begins early; with most others a little later. */
const parameters = {
  load: { label: "Load", unit: "% of capacity", min: 10, max: 300, value: 75 },
  instances: { label: "Instances", unit: "", min: 2, max: 4, value: 3 },
  interval: { label: "Health check every", unit: "ms", min: 50, max: 5000, value: 200 },
  timeout: { label: "Health-check timeout", unit: "ms", min: 20, max: 5000, value: 200 },
  unhealthy: { label: "Unhealthy after", unit: "missed", min: 1, max: 10, value: 3 },
  healthy: { label: "Healthy after", unit: "answered", min: 1, max: 10, value: 2 },
  resize: { label: "A resize takes", unit: "ms", min: 20, max: 1000, value: 400 },
  pool: { label: "Workers in each pool", unit: "", min: 1, max: 3, value: 2 },
  patience: { label: "Request timeout", unit: "ms", min: 500, max: 20_000, value: 5000 },
  retries: { label: "Sent again", unit: "times", min: 0, max: 3, value: 1 },
  seconds: { label: "For", unit: "s", min: 2, max: 60, value: 10 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 285 },
} satisfies Parameters;

/** Changing one of these requires a new calibration. */
const ofPace: ReadonlySet<string> = new Set(["all", "instances", "resize"]);

const wayNames: Record<Way, string> = {
  loop: "On the loop",
  slices: "In time slices",
  pool: "In a worker pool",
};

interface Play {
  seen: Seen;
  report?: FleetReport;
}

export class BlockedLoop extends StoryElement<typeof parameters> {
  static override properties: PropertyDeclarations = {
    plays: { state: true },
    pace: { state: true },
    doing: { state: true },
  };
  declare plays: Partial<Record<Way, Play>>;
  /** This machine's calibration; undefined until measured. */
  declare pace: Pace | undefined;
  /** What a play is doing before its load begins. */
  declare doing: string;

  static override styles = [base, buttons, fields, storyStyles, styles];

  constructor() {
    super(parameters);
    this.plays = {};
    this.pace = undefined;
    this.doing = "";
  }

  override render(): unknown {
    return html`
      <slot name="mistake"></slot>
      <section class="figure" aria-label="The fleet under load">
        ${this.controls(
          ["load", "instances", "interval", "timeout", "unhealthy"],
          ["healthy", "resize", "pool", "patience", "retries", "seconds", "seed"],
        )}
        <p class="caption pace">${this.#sayPace()}</p>
        ${this.#way("loop")} ${this.#way("pool")}
        <p class="sum">${this.#sum()}</p>
      </section>
      <slot name="slices"></slot>
      <section class="figure" aria-label="The fleet with time slices, and all three side by side">
        ${this.#way("slices")}
        <p class="sum">${this.#sumOfSlices()}</p>
        ${this.#table()}
        <p class="caption">
          Real: the instances (Web Workers with an event loop each), their pools, every resize (C++
          as Wasm), the load balancer’s code and clock, on a thread of its own. Chosen: the
          balancer’s rules, much quicker than in production, so that nobody has to watch for
          minutes; the arrivals, a Poisson process from the seed; the picture’s size and the rate,
          fitted to this machine. They exchange messages; there is no network between them.
        </p>
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  protected override forget(changed: keyof typeof parameters | "all"): void {
    this.cancel();
    this.plays = {};
    if (ofPace.has(changed)) this.pace = undefined;
  }

  #way(way: Way): unknown {
    const { instances, pool, seconds, timeout } = this.values;
    const play = this.plays[way];
    const under = this.playing === way;
    const name = wayNames[way];
    return html`
      <div class="way">
        <div class="head">
          <h3>${name}</h3>
          <button
            class="play"
            type="button"
            aria-disabled=${this.playing !== ""}
            @click=${() => this.#press(way)}
          >
            ${under ? this.doing || "Under load" : `${buttonNames[way]}, ${seconds} s`}
          </button>
        </div>
        <p class="count">${play ? count(play, instances) : ""}</p>
        <blocked-fleet
          name=${name}
          way=${way}
          .seen=${play?.seen ?? nothingSeen}
          .instances=${instances}
          .poolWorkers=${pool}
          .endMs=${Math.max(seconds * 1000, ...Object.values(this.plays).map(({ seen }) => seen.nowMs))}
          .running=${under}
          .checkTimeoutMs=${timeout}
        ></blocked-fleet>
        ${way === "loop" ? momentsList(play?.seen.events ?? []) : ""}
      </div>
    `;
  }

  #press(way: Way): void {
    void this.play(way, async (signal) => {
      // Stopped: measurements of a hidden page are meaningless.
      const hidden = new AbortController();
      const hide = () => document.hidden && hidden.abort();
      document.addEventListener("visibilitychange", hide);
      const stop = AbortSignal.any([signal, hidden.signal]);
      try {
        this.#forgetPlay(way);
        const report = await machine().during(stop, undefined, async () => {
          this.doing = "Measuring this machine";
          const pace = this.pace ?? (await this.#measure(stop));
          this.pace = pace;
          this.doing = "Starting the instances";
          return this.#playFleet(way, pace, stop);
        });
        return `${wayNames[way]}: ${count({ seen: nothingSeen, report }, this.values.instances)}`;
      } catch (error) {
        this.#forgetPlay(way);
        if (!hidden.signal.aborted || signal.aborted) throw error;
        throw new LanesError(
          "cancelled",
          "The page was hidden meanwhile, so this would have counted for nothing. Play it again.",
        );
      } finally {
        this.doing = "";
        document.removeEventListener("visibilitychange", hide);
      }
    });
  }

  #measure(signal: AbortSignal): Promise<Pace> {
    const { resize, instances } = this.values;
    const { min = 16, max = 8192 } = workEntry("resize")?.size ?? {};
    return calibrate({ resizeMs: resize, workers: instances, range: [min, max] }, signal);
  }

  async #playFleet(way: Way, pace: Pace, signal: AbortSignal): Promise<FleetReport> {
    const { values } = this;
    const dueMs = this.#arrivals(pace);
    const show = (seen: Seen, report?: FleetReport) => {
      if (signal.aborted) return;
      this.doing = "";
      this.plays = { ...this.plays, [way]: { seen, ...(report && { report }) } };
    };
    const seen = await playFleet(
      {
        way,
        instances: values.instances,
        poolWorkers: values.pool,
        rules: {
          intervalMs: values.interval,
          checkTimeoutMs: values.timeout,
          unhealthyAfter: values.unhealthy,
          healthyAfter: values.healthy,
          requestTimeoutMs: values.patience,
          retries: values.retries,
        },
        pictures: { widthPx: pace.widthPx, seed: values.seed },
        dueMs,
      },
      signal,
      show,
    );
    const report = reportOf(seen.events, seen.nowMs);
    show(seen, report);
    return report;
  }

  #arrivals({ perS }: Pace): number[] {
    const { load, seconds, seed } = this.values;
    return arrivals((perS * load) / 100, seconds, seed);
  }

  #forgetPlay(way: Way): void {
    const { [way]: _gone, ...rest } = this.plays;
    this.plays = rest;
  }

  #sayPace(): string {
    const { instances, load, resize, timeout } = this.values;
    if (!this.pace) {
      return `Before the first play Lanes measures this machine for about two seconds: it finds a picture that takes about ${formatMs(resize)} to resize here, and how many of those ${instances} instances resize in a second together. ${load} % of that is the load.`;
    }
    const { widthPx, resizeMs, perS } = this.pace;
    return `Measured here: resizing a picture of ${formatCount(widthPx)} × ${formatCount(Math.round((widthPx * 3) / 4))} px takes ${formatMeasured(resizeMs)} on a free core, and ${instances} instances together do ${perS.toFixed(1)} of them a second. ${load} % of that arrives, ${((perS * load) / 100).toFixed(1)} a second: the same requests at the same moments for every way below. ${sayMiss(this.pace, resize, timeout)}`.trim();
  }

  #sum(): string {
    const loop = this.plays.loop?.report;
    const pool = this.plays.pool?.report;
    const { instances } = this.values;
    const parts: string[] = [];
    if (loop) {
      parts.push(
        loop.lost > 0
          ? `On the loop ${loop.lost} of ${instances} instances were lost, none of them broken, and ${loop.failed + loop.refused} of ${loop.offered} requests with them. ${plural(loop.wasted, "resize")} went on although the client had left.`
          : `On the loop no instance was lost this time: the load was too low, or the balancer patient. Raise the load.`,
      );
    }
    if (pool) {
      parts.push(
        pool.lost === 0
          ? `In a pool none was lost, at the same load on the same machine: ${nearlyAll(pool.health.sent)} the health checks were answered within ${formatMeasured(pool.health.p99Ms)}${loop ? `, instead of ${formatMeasured(loop.health.p99Ms)}` : ""}.`
          : `In a pool ${pool.lost} of ${instances} instances were lost: this machine has too much else to do to answer within the timeout.`,
      );
    }
    if (parts.length === 0) {
      parts.push("Press both buttons, one after the other, and watch the health checks.");
    }
    return parts.join(" ");
  }

  #sumOfSlices(): string {
    const slices = this.plays.slices?.report;
    const pool = this.plays.pool?.report;
    if (!slices) return "The same load, once more.";
    const held =
      slices.lost === 0
        ? "No instance was lost: the loop gets to its health checks between two slices."
        : `${slices.lost} of ${this.values.instances} instances were lost all the same.`;
    const inPool = (ms: number) => (pool ? `, in a pool ${formatMeasured(ms)}` : "");
    return `${held} ${slices.health.sent < 100 ? "The slowest health check" : "The slowest of a hundred health checks"} took ${formatMeasured(slices.health.p99Ms)}${inPool(pool?.health.p99Ms ?? 0)}; half of the requests took no longer than ${formatMeasured(slices.p50Ms)}${inPool(pool?.p50Ms ?? 0)}.`;
  }

  #table(): unknown {
    const { instances } = this.values;
    const shown = Object.values(this.plays).flatMap(({ report }) => report ?? []);
    const fewest = (of: (report: FleetReport) => number) => Math.min(...shown.map(of));
    const rows: [string, (report: FleetReport) => string, ((report: FleetReport) => boolean)?][] = [
      ["Instances lost", ({ lost }) => `${lost} of ${instances}`, ({ lost }) => lost > 0],
      ["Health check, p50", ({ health }) => formatMeasured(health.p50Ms)],
      [
        `Health check, ${tailName(fewest(({ health }) => health.sent))}`,
        ({ health }) => formatMeasured(health.p99Ms),
      ],
      ["Request, p50", ({ p50Ms }) => formatMeasured(p50Ms)],
      [
        `Request, ${tailName(fewest(({ answered }) => answered))}`,
        ({ p99Ms }) => formatMeasured(p99Ms),
      ],
      ["Requests", ({ offered }) => formatCount(offered)],
      ["answered", ({ answered }) => formatCount(answered)],
      ["failed (502, 504)", ({ failed }) => formatCount(failed), ({ failed }) => failed > 0],
      ["refused (503)", ({ refused }) => formatCount(refused), ({ refused }) => refused > 0],
    ];
    return html`
      <table>
        <caption>
          Where resizes are done. ${this.#sayDigests()}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${ways.map((way) => html`<th scope="col">${wayNames[way]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, value, bad]) => html`
              <tr>
                <th scope="row">${name}</th>
                ${ways.map((way) => {
                  const report = this.plays[way]?.report;
                  return html`<td class=${report && bad?.(report) ? "bad" : ""}>
                    ${report ? value(report) : "–"}
                  </td>`;
                })}
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  /** Same answer, different wall time. */
  #sayDigests(): string {
    const reports = ways.flatMap((way) => this.plays[way]?.report ?? []);
    const [first, ...others] = reports;
    if (!first || others.length === 0) return "";
    const found = others.map((other) => sameAnswers(first, other));
    const both = found.reduce((sum, part) => sum + part.both, 0);
    const same = found.reduce((sum, part) => sum + part.same, 0);
    return both === same
      ? `Same answer: ${plural(both, "picture")} that more than one way resized came out the same to the pixel.`
      : `${both - same} of ${both} pictures came out different, which is a bug.`;
  }
}

const buttonNames: Record<Way, string> = {
  loop: "Resize on the loop",
  pool: "Resize in a pool",
  slices: "Resize in slices",
};

function count({ seen, report }: Play, instances: number): string {
  const { answered, failed, refused, lost, health } = report ?? reportOf(seen.events, seen.nowMs);
  return `${formatCount(answered)} answered, ${formatCount(failed)} failed, ${formatCount(refused)} refused. ${lost} of ${instances} instances lost. Health check ${tailName(health.sent)} ${formatMeasured(health.p99Ms)}.`;
}

installLanes();
customElements.define("blocked-loop", BlockedLoop);
