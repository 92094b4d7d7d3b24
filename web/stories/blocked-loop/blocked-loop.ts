/**
 * The blocked loop: resizes on the event loop, in slices on it, in a worker pool, and in a separate
 * service, under load.
 */

import { html, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatCount, formatMs, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { tailName } from "../../base/percentile.ts";
import { machine } from "../../engine/machine.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { later } from "../../spec/later.ts";
import { LanesError } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { arrivals } from "../arrivals.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { storyStyles } from "../story-styles.ts";
import { calibrate, type Pace, sayMiss } from "./fleet/calibration.ts";
import { playFleet } from "./fleet/fleet.ts";
import { codeOfWay } from "./fleet-code.ts";
import { nothingSeen } from "./fleet-figure.ts";
import "./fleet-figure.ts";
import { styles } from "./blocked-loop-styles.ts";
import { type Seen, type Way, ways } from "./fleet/fleet-protocol.ts";
import { type FleetReport, reportOf } from "./fleet/report.ts";
import { fleetTable, type Reports } from "./fleet-table.ts";
import { momentsList } from "./moments-list.ts";
import { sumOf, sumOfService, sumOfSlices } from "./sums.ts";

/**
 * A resize takes 800 ms, as in the article; the balancer's intervals are in proportion. With this
 * seed the cascade begins early, on two cores and on more; with most others a little later.
 */
const parameters = {
  load: { label: "Load", unit: "% of capacity", min: 10, max: 300, value: 75 },
  instances: { label: "Instances", unit: "", min: 2, max: 4, value: 3 },
  interval: { label: "Health check every", unit: "ms", min: 50, max: 5000, value: 400 },
  timeout: { label: "Health-check timeout", unit: "ms", min: 20, max: 5000, value: 400 },
  unhealthy: { label: "Unhealthy after", unit: "missed", min: 1, max: 10, value: 3 },
  healthy: { label: "Healthy after", unit: "answered", min: 1, max: 10, value: 2 },
  resize: { label: "A resize takes", unit: "ms", min: 20, max: 1000, value: 800 },
  pool: { label: "Workers in each pool", unit: "", min: 1, max: 3, value: 2 },
  queue: { label: "Places in the queue", unit: "", min: 0, max: 100, value: 10 },
  patience: { label: "Request timeout", unit: "ms", min: 500, max: 20_000, value: 5000 },
  retries: { label: "Sent again", unit: "times", min: 0, max: 3, value: 1 },
  seconds: { label: "For", unit: "s", min: 2, max: 60, value: 10 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 324 },
} satisfies Parameters;

/** Changing one of these requires a new calibration. */
const ofPace: ReadonlySet<string> = new Set(["all", "instances", "resize"]);

const wayNames: Record<Way, string> = {
  loop: "On the loop",
  slices: "In time slices",
  pool: "In a worker pool",
  service: "In a separate service",
};

/** As columns of a table. */
const shortNames: Record<Way, string> = {
  loop: "On the loop",
  slices: "In slices",
  pool: "In a pool",
  service: "Separate",
};

/** Loads that the separate service is played at, beside the story's own. */
const serviceLoads = [150, 200];

interface Play {
  seen: Seen;
  /** % of capacity. */
  load: number;
  report?: FleetReport;
}

export type RecordedFleets = Record<Way, Pick<Play, "seen" | "load">>;

export class BlockedLoop extends StoryElement<typeof parameters, RecordedFleets> {
  static override properties: PropertyDeclarations = {
    plays: { state: true },
    services: { state: true },
    pace: { state: true },
    doing: { state: true },
  };
  declare plays: Partial<Record<Way, Play>>;
  /** The separate service's reports, by load. */
  declare services: ReadonlyMap<number, FleetReport>;
  /** This machine's calibration; undefined until measured. */
  declare pace: Pace | undefined;
  /** What a play is doing before its load begins. */
  declare doing: string;

  static override styles = [base, buttons, fields, storyStyles, styles];

  constructor() {
    super(parameters, () => later("What was recorded", import("./recorded.json")));
    this.plays = {};
    this.services = new Map();
    this.pace = undefined;
    this.doing = "";
  }

  override render(): unknown {
    return html`
      <section class="figure" aria-label="The fleet under load">
        <h2 class="quiet">The fleet under load</h2>
        ${this.bar(
          this.bothButton(
            () => this.#press("loop", this.values.load),
            () => this.#press("pool", this.values.load),
          ),
        )}
        ${this.#way("loop")} ${this.#way("pool")}
        ${this.#recordedOf(["loop", "pool"])}
        <p class="sum">${sumOf(this.#reports(), this.values.instances)}</p>
        <p class="caption pace">${this.#sayPace()}</p>
        ${this.controls(
          ["load", "instances", "interval", "timeout", "unhealthy"],
          ["healthy", "resize", "pool", "queue", "patience", "retries", "seconds", "seed"],
        )}
      </section>
      <slot name="mistake"></slot>
      <slot name="slices"></slot>
      <section class="figure" aria-label="The fleet with time slices">
        ${this.#way("slices")}
        ${this.#recordedOf(["slices"])}
        <p class="sum">${sumOfSlices(this.#reports(), this.values.instances)}</p>
      </section>
      <slot name="service"></slot>
      <section class="figure" aria-label="The fleet in front of a separate service, and all four side by side">
        ${this.#way("service")}
        ${this.#recordedOf(["service"])}
        <div class="sum">${this.#sumOfServices()}</div>
        ${fleetTable(this.#reports(), this.values.instances, shortNames)}
        <p class="caption">
          Real: the instances (Web Workers with an event loop each), their pools, the queue and its
          workers, every resize (C++ as Wasm), the load balancer’s code and clock, on a thread of its
          own. Chosen: the balancer’s rules, much quicker than in production, so that nobody has to
          watch for minutes; the arrivals, a Poisson process from the seed; the picture’s size and
          the rate, fitted to this machine. They exchange messages; there is no network between them.
        </p>
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  protected override forget(changed: keyof typeof parameters | "all"): void {
    this.cancel();
    this.plays = {};
    this.services = new Map();
    if (ofPace.has(changed)) this.pace = undefined;
  }

  #way(way: Way): unknown {
    const { instances, pool, queue, timeout, seconds } = this.values;
    const own = this.plays[way];
    const play = own ?? this.recorded?.[way];
    const name = wayNames[way];
    const recorded = play && !own ? "Recorded: " : "";
    const load = play && play.load !== this.values.load ? `At ${play.load} %: ` : "";
    return html`
      <div class="way">
        <div class="head">
          <h3>${name}</h3>
          ${this.#loadsOf(way).map((at) => this.#button(way, at))}
        </div>
        <p class="count">${play ? recorded + load + count(play, instances) : ""}</p>
        <blocked-fleet
          name=${name}
          way=${way}
          .seen=${play?.seen ?? nothingSeen}
          .instances=${instances}
          .poolWorkers=${pool}
          ?faint=${!own}
          .endMs=${Math.max(seconds * 1000, ...Object.values({ ...this.recorded, ...this.plays }).map(({ seen }) => seen.nowMs))}
          .running=${own !== undefined && this.playing.startsWith(way)}
          .dedicated=${way === "service" ? instances : 0}
          .places=${queue}
          .checkTimeoutMs=${timeout}
        ></blocked-fleet>
        ${way === "loop" ? momentsList(play?.seen.events ?? [], !own) : ""}
        ${codeOfWay(way)}
      </div>
    `;
  }

  #recordedOf(shown: readonly Way[]): unknown {
    return this.recordedLine(shown.some((way) => !this.plays[way] && this.recorded));
  }

  #loadsOf(way: Way): number[] {
    const { load } = this.values;
    return way === "service" ? [...new Set([load, ...serviceLoads])].sort((a, b) => a - b) : [load];
  }

  #button(way: Way, load: number): unknown {
    const label =
      way === "service"
        ? `Queue them at ${load} %`
        : `${buttonNames[way]}, ${this.values.seconds} s`;
    return this.playButton(
      `${way} ${load}`,
      label,
      this.doing || "Under load",
      () => void this.#press(way, load),
    );
  }

  #press(way: Way, load: number): Promise<boolean> {
    return this.play(`${way} ${load}`, async (signal) => {
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
          return this.#playFleet(way, load, pace, stop);
        });
        if (way === "service") this.services = new Map(this.services).set(load, report);
        return `${wayNames[way]}: ${count({ seen: nothingSeen, load, report }, this.values.instances)}`;
      } catch (error) {
        this.#forgetPlay(way);
        if (!hidden.signal.aborted || signal.aborted) throw error;
        throw new LanesError(
          "cancelled",
          "The page was hidden meanwhile, so this play would not have counted. Play it again.",
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

  async #playFleet(way: Way, load: number, pace: Pace, signal: AbortSignal): Promise<FleetReport> {
    const { values } = this;
    const dueMs = arrivals((pace.perS * load) / 100, values.seconds, values.seed);
    const show = (seen: Seen, report?: FleetReport) => {
      if (signal.aborted) return;
      this.doing = "";
      this.plays = { ...this.plays, [way]: { seen, load, ...(report && { report }) } };
    };
    const seen = await playFleet(
      {
        way,
        instances: values.instances,
        poolWorkers: values.pool,
        // As many as the capacity was measured with.
        dedicated: values.instances,
        places: values.queue,
        rules: {
          intervalMs: values.interval,
          checkTimeoutMs: values.timeout,
          unhealthyAfter: values.unhealthy,
          healthyAfter: values.healthy,
          requestTimeoutMs: values.patience,
          retries: values.retries,
        },
        pictures: { widthPx: pace.widthPx, seed: values.seed, each: pace.each },
        dueMs,
      },
      signal,
      show,
    );
    const report = reportOf(seen.events, seen.nowMs);
    show(seen, report);
    return report;
  }

  /** At the story's load. */
  #reports(): Reports {
    const reports: Reports = {};
    for (const way of ways) {
      const report =
        way === "service" ? this.services.get(this.values.load) : this.plays[way]?.report;
      if (report) reports[way] = report;
    }
    return reports;
  }

  #sumOfServices(): unknown {
    const { instances, queue } = this.values;
    if (this.services.size === 0) {
      return html`<p>
        ${instances} dedicated workers, as many as there are instances, behind a queue of
        ${plural(queue, "place")}. Press one button after the other.
      </p>`;
    }
    const reports = [...this.services].sort(([a], [b]) => a - b);
    return reports.map(([load, report]) => html`<p>${sumOfService(load, instances, report)}</p>`);
  }

  #forgetPlay(way: Way): void {
    const { [way]: _gone, ...rest } = this.plays;
    this.plays = rest;
  }

  #sayPace(): string {
    const { instances, load, resize, timeout } = this.values;
    if (!this.pace) {
      return `Before the first play Lanes measures this machine for about two seconds: it finds pictures that take about ${formatMs(resize)} to resize here, and how many such requests ${instances} instances handle in a second together. ${load} % of that is the load.`;
    }
    const { each, widthPx, resizeMs, perS } = this.pace;
    const what = each === 1 ? "a picture" : `${each} pictures`;
    return `Measured here: resizing ${what} of ${formatCount(widthPx)} × ${formatCount(Math.round((widthPx * 3) / 4))} px, one request, takes ${formatMeasured(resizeMs)} on a free core, and ${instances} instances together do ${perS.toFixed(1)} of them a second. ${load} % of that arrives, ${((perS * load) / 100).toFixed(1)} a second: the same requests at the same moments for every way below. ${sayMiss(this.pace, resize, timeout)}`.trim();
  }
}

const buttonNames: Record<Exclude<Way, "service">, string> = {
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
