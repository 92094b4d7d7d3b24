/** Shared state: updates lost for real, the schedule that loses them, the fixes and their price. */
import { html, nothing } from "lit";
import { installLanes } from "../../api/api.ts";
import { formatCount, plural } from "../../base/format.ts";
import "../../kit/curves/curve-figure.ts";
import { base, buttons, fields } from "../../kit/look/shared-styles.ts";
import { programEntry, programs } from "../../spec/sharing/programs.ts";
import type { ProgramName } from "../../spec/sharing/sharing.ts";
import { recordedLine } from "../kept-plays.ts";
import "../story-links.ts";
import { playsStyles, storyStyles } from "../story-styles.ts";
import { deadlockFigure, deadlocks } from "./deadlocks.ts";
import { mendStyles, mendTable } from "./mend-table.ts";
import "./outcomes-figure.ts";
import { keyOf, pairs } from "./pairs.ts";
import { sharingOf } from "./parameters.ts";
import { curvesOf, kindsOf, priceTable, sayPrices } from "./price-figures.ts";
import "../../kit/schedule/schedule-player.ts";
import { invariantOf, sayVerdict } from "../../kit/schedule/verdict-words.ts";
import { type On, type Raced, SharedRuns } from "./shared-runs.ts";
import { sharedStyles } from "./shared-state-styles.ts";
import { fixWords, nameOf, programWords, sayRaces } from "./words.ts";

export class SharedState extends SharedRuns {
  static override styles = [
    ...[base, buttons, fields, storyStyles, playsStyles],
    ...[mendStyles, sharedStyles],
  ];

  override render(): unknown {
    const { program } = this.pair;
    const { recordedRace, recordedLoop, recordedFound, recordedVerdicts, recordedDeadlock } = this;
    const busy = !this.canPlay;
    const execution = this.execution ?? recordedFound?.shortest;
    return html`
      <section class="figure" aria-label="Many runs, for real">
        ${this.#plays(["race"], this.playButton("race", this.#raceLabel(), "Racing", this.race))}
        ${this.#outcomes(this.raced, recordedRace, nameOf(this.pair))}
        <p class="caption">${this.#whatIsReal()}</p>
        ${this.controls(["threads", "often", "runs"], ["times", "awaits", "seed"], this.trouble ? nothing : this.#choosers())}
      </section>
      <slot name="lose"></slot>
      <slot name="shortest"></slot>
      <section class="figure" aria-label="The shortest schedule that fails">
        ${this.#plays(["explore"], this.playButton("explore", "Explore every schedule", "Exploring", this.explore))}
        <p class="sum" id="verdict"><b>${nameOf(this.pair)}.</b> ${this.#verdict()}</p>
        ${
          execution
            ? html`<schedule-player
                .execution=${execution}
                .shown=${sharingOf(this.values)}
                ?faint=${!this.execution}
              ></schedule-player>`
            : nothing
        }
        ${this.recordedLine(recordedFound !== undefined)}
      </section>
      <slot name="mend"></slot>
      <section class="figure" aria-label="Programs and their fixes">
        ${this.#plays(
          ["all", "every"],
          html`
            ${this.playButton("all", "Explore every fix", "Exploring", this.exploreAll)}
            ${this.playButton("every", `Race every fix of ${programWords[program].short}`, "Racing", this.raceEvery)}`,
        )}
        <p class="sum">${this.#sumOfMending()}</p>
        ${mendTable({ explored: this.explored, raced: this.tried }, recordedVerdicts, this.pair, busy, this.choose)}
        ${this.recordedLine(recordedVerdicts.explored.size + recordedVerdicts.raced.size > 0)}
      </section>
      <slot name="cost"></slot>
      <section class="figure" aria-label="What each fix costs">
        ${this.#costs()}
      </section>
      <slot name="loop"></slot>
      <section class="figure" aria-label="The same on one event loop">
        ${this.#plays(["loop"], this.playButton("loop", "Race it on one event loop", "Racing", this.raceOnLoop))}
        ${this.#outcomes(this.looped, recordedLoop, `${nameOf(this.pair)}, on one event loop`)}
      </section>
      <slot name="deadlock"></slot>
      <section class="figure" aria-label="Deadlocks">
        ${this.#plays(
          deadlocks.map(keyOf),
          deadlocks.map(({ label, ...pair }) =>
            this.playButton(keyOf(pair), label, "Running", () => this.lock(pair)),
          ),
        )}
        ${deadlockFigure(this.deadlock, recordedDeadlock, this.shared, busy, this.choose)}
        ${this.recordedLine(recordedDeadlock !== undefined)}
      </section>
      <slot name="end"></slot>
      ${this.liveRegion()}
    `;
  }

  /** The buttons of these plays; with Cancel, and what is to be said of a play, if it was the last. */
  #plays(names: readonly string[], buttons: unknown): unknown {
    return names.includes(this.last)
      ? this.bar(buttons)
      : html`<div class="bar"><div class="keys">${buttons}</div></div>`;
  }

  #choosers(): unknown {
    const { program, fix } = this.pair;
    const fitting = programEntry(program)?.fixes ?? [];
    const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
    return html`
      <div>
        <label for="program">Program</label>
        <div class="select">
          <select id="program" @change=${(event: Event) => this.#setProgram(chosen(event) as ProgramName)}>
            ${programs.map(({ name }) => html`<option value=${name} .selected=${name === program}>${programWords[name].title}</option>`)}
          </select>
        </div>
      </div>
      <div>
        <label for="fix">Fix</label>
        <div class="select">
          <select id="fix" @change=${(event: Event) => this.set("fix", chosen(event))}>
            ${fitting.map((one) => html`<option value=${one.fix} .selected=${one.fix === fix}>${fixWords[one.fix]}</option>`)}
          </select>
        </div>
      </div>
    `;
  }

  #setProgram(program: ProgramName): void {
    const fits = programEntry(program)?.fixes.some(({ fix }) => fix === this.values.fix);
    this.change({ program, fix: fits ? this.values.fix : "none" });
  }

  #raceLabel(): string {
    return this.shared ? `Race ${plural(this.values.threads, "thread")}` : "Race on one event loop";
  }

  #outcomes(own: Raced | undefined, recorded: Raced | undefined, name: string): unknown {
    const axis = programEntry(this.pair.program)?.outcome ?? "Outcome";
    const raced = own ?? recorded;
    return html`
      <p class="sum">${recorded ? sayAsRecorded(recorded.on) : nothing} ${this.#sumOf(raced)}</p>
      <race-outcomes
        name=${name}
        axis=${axis}
        .races=${raced?.races}
        ?faint=${recorded !== undefined}
      ></race-outcomes>
      ${this.recordedLine(recorded !== undefined)}
    `;
  }

  #sumOf(raced: Raced | undefined): string {
    const { program } = this.pair;
    const { does } = programWords[program];
    const should = `What should hold: “${invariantOf(program)}”`;
    return raced ? `${sayRaces(sharingOf(this.values), raced)} ${should}` : `${does} ${should}`;
  }

  #verdict(): string {
    const { searching, found, execution, recordedFound } = this;
    if (found) return sayVerdict(found);
    if (searching) {
      return `${plural(searching.executions, "execution")} so far, ${formatCount(searching.states)} states.`;
    }
    if (execution) return "The schedule of the link. Whether it is the shortest, exploring tells.";
    if (recordedFound) return `Recorded. ${sayVerdict(recordedFound)}`;
    const { threads, times } = this.values;
    return `${plural(threads, "thread")}, ${times === 1 ? "once" : `${times} times`} each: not explored yet.`;
  }

  #sumOfMending(): string {
    const { explored } = this.explored.size > 0 ? this : this.recordedVerdicts;
    const known = pairs.flatMap((pair) => explored.get(keyOf(pair)) ?? []);
    const { threads, times } = this.values;
    const size = `${plural(threads, "thread")}, ${times === 1 ? "once" : `${times} times`} each`;
    if (known.length === 0) return `Nothing is known yet of these programs with ${size}.`;
    const count = (verdict: string) => known.filter((one) => one.verdict === verdict).length;
    const open = count("bounded");
    const recorded = explored === this.explored ? "" : "Recorded. ";
    return `${recorded}With ${size}: ${count("found")} of ${plural(known.length, "combination")} fail, ${count("proved")} are proved right${open > 0 ? `, of ${open} it is not known` : ""}. A proof holds for this many threads, and for memory that every thread sees in one order.`;
  }

  #costs(): unknown {
    const { pricing, kept } = this;
    const faint = this.prices.length === 0;
    const prices = faint ? (kept?.plays.prices ?? []) : this.prices;
    const kinds = kindsOf(prices);
    const shown = kinds.includes(this.priced) ? this.priced : (kinds[0] ?? "");
    const ownStepMs = () => Math.max(0.001, window.lanes.capabilities().clockResolutionMs);
    return html`
      ${
        this.shared
          ? this.#plays(
              ["prices"],
              this.playButton(
                "prices",
                "Measure every fix",
                pricing ? `${pricing.done} of ${pricing.total}` : "Measuring",
                this.measure,
              ),
            )
          : html`<p class="sum">${this.#whyNotShared()} So nothing can be measured here.</p>`
      }
      <p class="sum">
        ${prices.length === 0 ? "The counter, as fast as it goes, with each fix, on one thread and on more." : `${faint ? "Recorded. " : ""}${sayPrices(prices)}`}
      </p>
      ${
        prices.length === 0
          ? nothing
          : html`
              <div class="curve-of">
                <label for="priced">Fix</label>
                <div class="select">
                  <select id="priced" @change=${(event: Event) => {
                    this.priced = (event.target as HTMLSelectElement).value;
                  }}>
                    ${kinds.map((kind) => html`<option .selected=${kind === shown}>${kind}</option>`)}
                  </select>
                </div>
              </div>
              <div class="curves">
                ${curvesOf(prices, shown).map((curve) => html`<lanes-curve .curve=${curve} ?faint=${faint}></lanes-curve>`)}
              </div>
              ${priceTable(prices, faint && kept ? kept.plays.clockStepMs : ownStepMs())}
              <p class="caption">
                Measured ${faint ? "" : "here, "}on real threads, for a fifth of a second each.
              </p>`
      }
      ${recordedLine(kept, faint && prices.length > 0, this.shared && this.trouble === "")}
    `;
  }

  #whatIsReal(): string {
    return this.shared
      ? "Real: the threads (pthreads over one shared memory) and the C++, which reads and writes the total by relaxed atomic operations, so that losing an update is no undefined behaviour. How many runs lose something depends on this machine, and on what else it does."
      : `${this.#whyNotShared()} The race on one event loop stands in its place: the same C++, with a real turn of the loop between any two operations.`;
  }

  #whyNotShared(): string {
    const isolated = window.lanes?.capabilities().isolated ?? false;
    return isolated
      ? "Threads need memory that they share, and this browser offers none, although the page is isolated."
      : "Threads need memory that they share, and a browser gives that only to pages that are cross-origin isolated, which this one is not.";
  }
}

/** A page without threads shows what was recorded on some all the same. */
function sayAsRecorded(on: On): string {
  return on === "threads" ? "Recorded, on real threads." : "Recorded.";
}

installLanes();
customElements.define("shared-state", SharedState);
