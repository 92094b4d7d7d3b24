/** The stampede: all queries at once against a pool, a bystander, and the limit that fixes it. */

import { html, nothing, type PropertyDeclarations } from "lit";
import { installLanes } from "../../api/api.ts";
import { runOne } from "../../kit/run-controller.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type {
  BystanderRequest,
  Progress,
  Result,
  ServiceMoment,
  Spec,
  Strategy,
  WhatIfPoint,
} from "../../spec/types.ts";
import "../../kit/curves/curve-figure.ts";
import { formatAbout, formatCount } from "../../base/format.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { codeOf } from "../code-of.ts";
import type { Parameters } from "../parameters.ts";
import { StoryElement } from "../story-element.ts";
import "../story-links.ts";
import { storyStyles } from "../story-styles.ts";
import { curvesOf } from "./limit-curves.ts";
import { bestOf, describe, limitScale, type Measured, measuredOf, stepOf } from "./measure.ts";
import { numbersList } from "./numbers-list.ts";
import { sayAhead, sayBoth, sayLaw, sayModelled } from "./sentences.ts";
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

const howOf = (side: Side): Strategy => (side === "all" ? "concurrent" : "bounded");

/** One side's run, as displayed. */
interface Play extends Seen {
  limit: number;
  measured?: Measured;
  /** What the run has reported last, and its result. */
  progress?: Progress | undefined;
  result?: Result | undefined;
}

export interface RecordedStampede {
  plays: Record<Side, Seen & { measured: Measured }>;
  /** The model's. */
  curve: readonly WhatIfPoint[];
}

/** The model is queried again once the numbers have been unchanged for this long, ms. */
const curveDelayMs = 250;

export class StampedeStory extends StoryElement<typeof parameters, RecordedStampede> {
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
    super(parameters, () => later("What was recorded", import("./recorded.json")));
    this.plays = {};
    this.measured = new Map();
    this.curve = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#curveTimer);
  }

  override render(): unknown {
    const { all, few } = this.plays;
    return html`
      <section class="figure" aria-label="The same queries, twice">
        <h2 class="quiet">The same queries, twice</h2>
        ${this.bar(
          this.bothButton(
            () => this.#run("all"),
            () => this.#run("few"),
          ),
        )}
        <div class="sides">${this.#side("all")}${this.#side("few")}</div>
        ${this.recordedLine(!(all && few) && this.recorded !== undefined)}
        <p class="sum">${this.#sum()}</p>
        ${this.controls(["tasks", "pool", "latency", "timeout"], ["queue", "jitter", "bystander", "patience", "seed"])}
      </section>
      <slot name="mistake"></slot>
      <slot name="limit"></slot>
      <section class="figure" aria-label="What a limit does">
        ${this.#chooser()}
        <div class="curves">
          ${
            this.#shownCurve.length > 0
              ? curvesOf(
                  this.#shownCurve,
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

  /** The model's, asked here; where it cannot be asked, as it was recorded. */
  get #shownCurve(): readonly WhatIfPoint[] {
    return this.trouble && this.recorded ? this.recorded.curve : this.curve;
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

  #run(side: Side): Promise<boolean> {
    const limit = side === "all" ? this.values.tasks : this.#limit;
    return this.play(side, async (signal) => {
      const play: Play = { limit, moments: [], bystander: [] };
      this.plays = { ...this.plays, [side]: play };
      const moments: ServiceMoment[] = [];
      const bystander: BystanderRequest[] = [];
      let progress: Progress | undefined;
      const show = (measured?: Measured, result?: Result) => {
        if (signal.aborted) return;
        const seen: Play = {
          limit,
          moments: [...moments],
          bystander: [...bystander],
          ...(measured && { measured }),
          progress,
          result,
        };
        this.plays = { ...this.plays, [side]: seen };
      };
      try {
        const result = await runOne(
          { ...this.#spec(), how: [howOf(side)], limit },
          {
            signal,
            bystander: this.#bystander,
            onProgress: (reported) => {
              progress = reported;
            },
            onService: (moment, ended) => {
              moments.push(moment);
              bystander.push(...ended);
              show();
            },
          },
        );
        const measured = measuredOf(limit, result);
        if (!measured) throw new Error("Nothing was heard of the other client. Play it again.");
        show(measured, result);
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
    const own = this.plays[side];
    const play = own ?? this.recorded?.plays[side];
    const title = this.#title(side);
    const limit = side === "all" ? this.values.tasks : this.#limit;
    const model = this.#modelAt(limit);
    const button = side === "all" ? "Send them all at once" : "Send them with the limit";
    return html`
      <div class="side">
        <h3>${title}</h3>
        ${this.playButton(side, button, "Running", () => this.#run(side))}
        <stampede-service
          name=${title}
          .seen=${play ?? nothingSeen}
          ?faint=${!own}
          .tasks=${this.values.tasks}
          .endMs=${(model?.wallMs ?? this.values.timeout) * 1.1 + 600}
          .patienceMs=${this.values.patience}
        ></stampede-service>
        ${numbersList(play, this.values.tasks, !own)}
        ${codeOf(howOf(side), "query", { ...own, running: this.playing === side })}
      </div>
    `;
  }

  #sum(): string {
    const { tasks, timeout, latency } = this.values;
    const all = this.plays.all?.measured;
    const few = this.plays.few?.measured;
    const best = bestOf(this.#shownCurve);
    return all || few
      ? sayBoth(all, few, tasks, best)
      : sayAhead(timeout + latency, best && (this.#modelAt(this.#limit) ?? best));
  }

  #modelAt(limit: number): WhatIfPoint | undefined {
    return this.#shownCurve.find((point) => point.limit === limit);
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
          ?disabled=${this.trouble !== ""}
          .value=${String(stepOf(scale, limit))}
          aria-valuetext=${`${formatCount(limit)} in flight`}
          @input=${(event: Event) =>
            this.set("limit", scale[Number((event.target as HTMLInputElement).value)] ?? limit)}
        />
      </div>
      <p class="sum">${point ? sayModelled(point) : "The model is being asked."}</p>
      <div class="keys">
        <button
          type="button"
          aria-disabled=${this.playing === "all" || this.trouble !== ""}
          @click=${() => (this.playing === "few" ? this.cancel() : void this.#run("few"))}
        >
          ${this.playing === "few" ? "Stop measuring" : `Measure limit ${formatCount(limit)}${point ? `, about ${formatAbout(point.wallMs)}` : ""}`}
        </button>
      </div>
    `;
  }

  #law(): string {
    const few = this.plays.few?.measured ?? [...this.measured.values()].at(-1);
    return sayLaw(few, this.#shownCurve, this.#modelAt(this.#limit));
  }
}

const nothingSeen: Seen = { moments: [], bystander: [] };

installLanes();
customElements.define("stampede-story", StampedeStory);
