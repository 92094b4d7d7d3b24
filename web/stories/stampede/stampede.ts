/** The stampede: all queries at once against a pool, a bystander, and the limit that fixes it. */

import { html, nothing, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { nearlyAll } from "../../base/percentile.ts";
import { runOne } from "../../kit/run-controller.ts";
import { sentenceOf } from "../../spec/errors.ts";
import type { BystanderRequest, ServiceMoment, Spec, WhatIfPoint } from "../../spec/types.ts";
import "../../kit/curve-figure.ts";
import { formatAbout, formatCount, formatMs } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons, fields } from "../../kit/shared-styles.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { storyStyles } from "../story-styles.ts";
import { curvesOf } from "./limit-curves.ts";
import {
  bestOf,
  bystanderFailed,
  describe,
  failedShare,
  limitScale,
  type Measured,
  measuredOf,
  stepOf,
} from "./measure.ts";
import { numbersList } from "./numbers-list.ts";
import type { Seen } from "./service-figure.ts";
import "./service-figure.ts";
import { styles } from "./stampede-styles.ts";

const parameters = {
  tasks: { label: "Queries", unit: "", min: 50, max: 10_000, value: 10_000 },
  pool: { label: "Connections", unit: "", min: 1, max: 1000, value: 20 },
  latency: { label: "A query takes", unit: "ms", min: 5, max: 2000, value: 20 },
  timeout: { label: "Pool timeout", unit: "ms", min: 10, max: 10_000, value: 1000 },
  limit: { label: "Limit", unit: "", min: 1, max: 10_000, value: 20 },
  queue: { label: "Places in the queue", unit: "", min: 0, max: 100_000, value: 10_000 },
  jitter: { label: "Jitter", unit: "%", min: 0, max: 100, value: 50 },
  bystander: { label: "Bystander sends every", unit: "ms", min: 10, max: 1000, value: 50 },
  patience: { label: "Bystander waits for", unit: "ms", min: 10, max: 2000, value: 250 },
  seed: { label: "Seed", unit: "", min: 0, max: 4_294_967_295, value: 1 },
} satisfies Parameters;

type Side = "all" | "few";

/** One side's run, as displayed. */
interface Play extends Seen {
  limit: number;
  measured?: Measured;
}

/** A pool counts as busy from this fraction of its capacity on. */
const almostFull = 0.95;

/** The model is queried again once the numbers have been unchanged for this long, ms. */
const curveDelayMs = 250;

export class StampedeStory extends StoryElement<typeof parameters> {
  static override properties: PropertyDeclarations = {
    plays: { state: true },
    measured: { state: true },
    curve: { state: true },
  };
  declare plays: Partial<Record<Side, Play>>;
  /** Measurements with these numbers, by limit. */
  declare measured: ReadonlyMap<number, Measured>;
  /** The model's curve, in order of limits; empty until it has answered. */
  declare curve: readonly WhatIfPoint[];

  static override styles = [base, buttons, fields, storyStyles, styles];

  #curveTimer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor() {
    super(parameters);
    this.plays = {};
    this.measured = new Map();
    this.curve = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#curveTimer);
  }

  override render(): unknown {
    return html`
      <slot name="mistake"></slot>
      <section class="figure" aria-label="The same queries, twice">
        ${this.controls(["tasks", "pool", "latency", "timeout"], ["queue", "jitter", "bystander", "patience", "seed"])}
        <div class="sides">${this.#side("all")}${this.#side("few")}</div>
        <p class="sum">${this.#sum()}</p>
      </section>
      <slot name="limit"></slot>
      <section class="figure" aria-label="What a limit does">
        ${this.#chooser()}
        <div class="curves">
          ${
            this.curve.length > 0
              ? curvesOf(
                  this.curve,
                  [...this.measured.values()],
                  this.#limit,
                  this.values.patience,
                ).map((curve) => html`<lanes-curve .curve=${curve}></lanes-curve>`)
              : nothing
          }
        </div>
        <p class="caption">
          Dashed: modelled, the same on every machine. Dots: measured here, on the modelled database.
        </p>
      </section>
      <slot name="law"></slot>
      <section class="figure" aria-label="Little’s law in numbers">
        <p class="sum">${this.#law()}</p>
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  protected override forget(changed: keyof typeof parameters | "all"): void {
    if (changed === "limit") {
      if (this.playing === "few") this.cancel();
      const { few, ...rest } = this.plays;
      if (few && few.limit !== this.#limit) this.plays = rest;
      return;
    }
    this.cancel();
    this.plays = {};
    this.measured = new Map();
    this.curve = [];
    clearTimeout(this.#curveTimer);
    this.#curveTimer = setTimeout(() => void this.#askModel(), curveDelayMs);
  }

  get #limit(): number {
    return Math.min(this.values.limit, this.values.tasks);
  }

  #spec(): Partial<Spec> {
    const { tasks, pool, latency, timeout, queue, jitter, seed } = this.values;
    // In a worker, so that ten thousand tasks do not make this page stutter.
    return {
      work: "query",
      backend: "modelled",
      loop: "worker",
      ...{ tasks, pool, latency, timeout, queue, jitter, seed },
    };
  }

  get #bystander() {
    return { everyMs: this.values.bystander, timeoutMs: this.values.patience };
  }

  async #askModel(): Promise<void> {
    const asked = ++this.#asked;
    const { tasks, pool } = this.values;
    const limits = new Set([...limitScale(tasks, pool), this.#limit]);
    try {
      const curve = await window.lanes.whatIf(
        this.#spec(),
        [...limits].sort((a, b) => a - b),
        { bystander: this.#bystander },
      );
      if (asked === this.#asked) this.curve = curve;
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  #run(side: Side): void {
    const limit = side === "all" ? this.values.tasks : this.#limit;
    void this.play(side, async (signal) => {
      const play: Play = { limit, moments: [], bystander: [] };
      this.plays = { ...this.plays, [side]: play };
      const moments: ServiceMoment[] = [];
      const bystander: BystanderRequest[] = [];
      const show = (measured?: Measured) => {
        if (signal.aborted) return;
        const seen: Play = {
          limit,
          moments: [...moments],
          bystander: [...bystander],
          ...(measured && { measured }),
        };
        this.plays = { ...this.plays, [side]: seen };
      };
      try {
        const result = await runOne(
          { ...this.#spec(), how: [side === "all" ? "concurrent" : "bounded"], limit },
          {
            signal,
            bystander: this.#bystander,
            onService: (moment, ended) => {
              moments.push(moment);
              bystander.push(...ended);
              show();
            },
          },
        );
        const measured = measuredOf(limit, result);
        if (!measured) throw new Error("Nothing was heard of the other client. Play it again.");
        show(measured);
        this.measured = new Map(this.measured).set(limit, measured);
        return `${this.#title(side)}: ${describe(measured)}`;
      } catch (error) {
        // A cancelled run is not a measurement.
        const { [side]: _gone, ...rest } = this.plays;
        this.plays = rest;
        throw error;
      }
    });
  }

  #title(side: Side): string {
    return side === "all"
      ? `All ${formatCount(this.values.tasks)} at once`
      : `At most ${formatCount(this.#limit)} in flight`;
  }

  #side(side: Side): unknown {
    const play = this.plays[side];
    const title = this.#title(side);
    const limit = side === "all" ? this.values.tasks : this.#limit;
    const model = this.curve.find((point) => point.limit === limit);
    const button = side === "all" ? "Send them all at once" : "Send them with the limit";
    return html`
      <div class="side">
        <h3>${title}</h3>
        <button
          class="play"
          type="button"
          aria-disabled=${this.playing !== ""}
          @click=${() => this.#run(side)}
        >
          ${this.playing === side ? "Running" : button}
        </button>
        <stampede-service
          name=${title}
          .seen=${play ?? nothingSeen}
          .tasks=${this.values.tasks}
          .endMs=${(model?.wallMs ?? this.values.timeout) * 1.1 + 600}
          .patienceMs=${this.values.patience}
        ></stampede-service>
        ${numbersList(play, this.values.tasks)}
      </div>
    `;
  }

  #sum(): unknown {
    const all = this.plays.all?.measured;
    const few = this.plays.few?.measured;
    const best = bestOf(this.curve);
    if (!all && !few) {
      return html`Nothing has run yet. The left side takes about
        ${formatAbout(this.values.timeout + this.values.latency)}, the right side
        ${best ? `about ${formatAbout(this.#modelAt(this.#limit)?.wallMs ?? best.wallMs)}` : "a while longer"}.`;
    }
    const parts: string[] = [];
    if (all) {
      parts.push(
        `All at once: ${formatCount(all.failed)} of ${formatCount(this.values.tasks)} queries failed, and ${bystanderFailed(all.bystander)} of the bystander’s ${all.bystander.sent}.`,
      );
    }
    if (few) {
      const slower =
        best && few.failed === 0
          ? ` It took ${(few.wallMs / best.wallMs).toFixed(2)} times the model’s best of ${formatMs(best.wallMs)}.`
          : "";
      parts.push(
        `With a limit of ${formatCount(few.limit)}: ${few.failed === 0 ? "no query failed" : `${formatCount(few.failed)} queries failed`}, and ${bystanderFailed(few.bystander) === 0 ? "none" : bystanderFailed(few.bystander)} of the bystander’s ${few.bystander.sent}.${slower}`,
      );
    }
    return parts.join(" ");
  }

  #modelAt(limit: number): WhatIfPoint | undefined {
    return this.curve.find((point) => point.limit === limit);
  }

  #chooser(): unknown {
    const scale = limitScale(this.values.tasks, this.values.pool);
    const limit = this.#limit;
    const point = this.#modelAt(limit);
    return html`
      <div class="choose">
        <label for="limit">Most queries in flight</label>
        <output for="limit">${formatCount(limit)}</output>
        <input
          id="limit"
          type="range"
          min="0"
          max=${scale.length - 1}
          step="1"
          .value=${String(stepOf(scale, limit))}
          aria-valuetext=${`${formatCount(limit)} in flight`}
          @input=${(event: Event) =>
            this.set("limit", scale[Number((event.target as HTMLInputElement).value)] ?? limit)}
        />
      </div>
      <p class="sum">${point ? this.#predict(point) : "The model is being asked."}</p>
      <div class="keys">
        <button
          type="button"
          aria-disabled=${this.playing === "all"}
          @click=${() => (this.playing === "few" ? this.cancel() : this.#run("few"))}
        >
          ${this.playing === "few" ? "Stop measuring" : `Measure limit ${formatCount(limit)}${point ? `, about ${formatAbout(point.wallMs)}` : ""}`}
        </button>
      </div>
    `;
  }

  #predict(point: WhatIfPoint): string {
    const { limit, throughputPerS, wallMs, bystander } = point;
    const failed = Math.round(failedShare(point) * 100);
    const lost = bystander ? bystanderFailed(bystander) : 0;
    const others = bystander
      ? lost > 0
        ? `${lost} of the bystander’s ${formatCount(bystander.sent)} fail`
        : `${nearlyAll(bystander.answered)} the bystander’s are answered within ${formatMs(bystander.p99Ms)}`
      : "";
    return `With ${formatCount(limit)} in flight the model says: ${formatCount(Math.round(throughputPerS))} answered per second, ${failed > 0 ? `${failed} % fail` : "no failures"}, done in ${formatMs(wallMs)}; ${others}.`;
  }

  #law(): string {
    const few = this.plays.few?.measured ?? [...this.measured.values()].at(-1);
    const { throughputPerS = 0, limit = 1 } = this.#modelAt(this.#limit) ?? {};
    const best = Math.max(...this.curve.map((point) => point.throughputPerS));
    const law =
      throughputPerS > almostFull * best
        ? `The pool is busy at ${formatCount(limit)} in flight. Twice as many would have to stay twice as long.`
        : `At ${formatCount(limit)} in flight the pool is not busy yet: a higher limit still buys answers.`;
    if (!few) {
      return `${this.curve.length > 0 ? law : ""} Measure a limit, and its three numbers stand here.`.trim();
    }
    const { inFlight, perS, stayMs } = few.little;
    return `Measured with a limit of ${formatCount(few.limit)}: ${inFlight.toFixed(1)} in flight on average = ${perS.toFixed(0)} ended in a second × ${formatMeasured(stayMs)} each. ${law}`;
  }
}

const nothingSeen: Seen = { moments: [], bystander: [] };

installLanes();
customElements.define("stampede-story", StampedeStory);
