/**
 * Shows the Mandelbrot set as its bands arrive, or a picture before and after resizing. Canvases
 * are filled as outputs come in, outside of rendering.
 */

import { html, LitElement, nothing } from "lit";
import { capitalised } from "../../base/format.ts";
import { tell } from "../../kit/events.ts";
import { timelinePalette } from "../../kit/look/palette.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import type { OwnPicture } from "../../kit/picture/own-picture.ts";
import type { Spec, Strategy, TaskOutput } from "../../spec/types.ts";
import { type WorkEntry, workEntry } from "../../spec/works.ts";
import { clear, orderSaid, paint, quarterOf, sidesSaid } from "./canvases.ts";
import { Intake } from "./intake.ts";
import { styles } from "./picture-styles.ts";

/** A generated picture is shown at most this wide, in px. */
const previewWidth = 640;

/** How long a band that has arrived stays outlined, in ms. */
const outlineMs = 900;

interface Arrival {
  output: TaskOutput;
  atMs: number;
}

export class PicturePanel extends LitElement {
  static override properties = {
    spec: { attribute: false },
    own: { attribute: false },
    ready: { type: Boolean },
    how: { state: true },
    arrived: { state: true },
    resized: { state: true },
  };
  declare spec: Spec;
  declare own: OwnPicture | undefined;
  /** The engine can generate pictures. */
  declare ready: boolean;
  /** The strategy whose run is shown. */
  declare how: Strategy | undefined;
  /** Its tasks whose outputs have arrived, in order of arrival. */
  declare arrived: readonly number[];
  /** Sides of the resized picture on show. */
  declare resized: { width: number; height: number } | undefined;

  static override styles = [base, buttons, styles];

  readonly #intake = new Intake(this, {
    wanted: () => this.#shows === "pair",
    take: (own) => this.#choose(own),
  });
  readonly #arrivals: Arrival[] = [];
  #fading = 0;
  /** What the canvas of the input shows. */
  #shownInput = "";

  constructor() {
    super();
    this.ready = false;
    this.arrived = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#fading);
  }

  /** A run under `how` begins: clears the previous one. */
  begin(how: Strategy): void {
    this.how = how;
    this.arrived = [];
    this.resized = undefined;
    this.#arrivals.length = 0;
    for (const name of ["set", "after"]) clear(this.#canvas(name));
  }

  add(output: TaskOutput): void {
    this.arrived = [...this.arrived, output.task];
    if (this.#shows === "bands") this.#addBand(output);
    else if (output.task === 0) this.#showAfter(output);
  }

  override render(): unknown {
    if (this.#shows === "bands") return this.#set();
    if (this.#shows === "pair") return this.#pair();
    return nothing;
  }

  override updated(changed: Map<string, unknown>): void {
    const before = changed.get("spec") as Spec | undefined;
    if (before && before.work !== this.spec.work) {
      this.how = undefined;
      this.arrived = [];
      this.resized = undefined;
      this.#intake.refusal = "";
      this.#shownInput = "";
    }
    if (this.#shows === "pair") void this.#showInput();
  }

  get #shows(): WorkEntry["shows"] | undefined {
    return workEntry(this.spec.work)?.shows;
  }

  #set(): unknown {
    const { how, arrived } = this;
    const { tasks } = this.spec;
    return html`
      <section class="set" aria-label="The picture">
        <div class="frame">
          <canvas
            id="set"
            width="1024"
            height="768"
            role="img"
            aria-label=${how ? `The Mandelbrot set, ${arrived.length} of ${tasks} bands drawn` : "Nothing is drawn yet"}
          ></canvas>
          <canvas id="outlines" width="1024" height="768" aria-hidden="true"></canvas>
          ${how ? nothing : html`<p class="empty">Each task draws one band. Press Run.</p>`}
        </div>
        <div class="words">
          ${
            how
              ? html`<p><b>${capitalised(how)}</b>: ${arrived.length} of ${tasks} bands.</p>`
              : html`<p>${tasks} tasks, ${tasks} bands of one picture, from the top.</p>`
          }
          <p class="order">${orderSaid(arrived)}</p>
          <p>
            The bands through the middle take longest: the black points are only given up on after
            1,500 rounds. Workers that are done early take the next band, so none stands idle.
          </p>
        </div>
      </section>
    `;
  }

  #pair(): unknown {
    const before = this.#inputSides();
    return html`
      <section class="pair" aria-label="The picture, before and after">
        <figure>
          <div class="frame ${this.#intake.over ? "over" : ""}">
            <canvas id="before" width="1" height="1" role="img" aria-label="The picture before"></canvas>
          </div>
          <figcaption>
            <b>Before</b> ${sidesSaid(before)}${this.own ? "" : ", generated"}
          </figcaption>
        </figure>
        <figure>
          <div class="frame">
            <canvas
              id="after"
              width="1"
              height="1"
              role="img"
              aria-label=${this.resized ? "The picture after it was resized" : "Nothing is resized yet"}
            ></canvas>
            ${this.resized ? nothing : html`<p class="empty">${this.how ? "" : "Press Run."}</p>`}
          </div>
          <figcaption>
            <b>After</b> ${sidesSaid(this.resized ?? quarterOf(before))}${this.how ? `, ${this.how}` : ""}
          </figcaption>
        </figure>
        <div class="own">
          <span class="pick">
            <label for="file">${this.own ? "Use another picture" : "Use your own picture"}</label>
            <input id="file" type="file" accept="image/*" @change=${this.#intake.onChosen} />
          </span>
          ${
            this.own
              ? html`<button type="button" @click=${() => this.#choose(undefined)}>
                  Back to the generated picture
                </button>`
              : nothing
          }
          ${
            this.#intake.refusal
              ? html`<p class="refused" role="alert">${this.#intake.refusal}</p>`
              : html`<p>${this.#ownSaid()}</p>`
          }
        </div>
      </section>
    `;
  }

  #ownSaid(): string {
    if (this.#intake.reading) return "Decoding the picture.";
    if (!this.own) {
      return "Or drop one anywhere on this page, or paste it. It stays on this device.";
    }
    const { name, given, picture, remark } = this.own;
    const scaled =
      given.width > picture.width
        ? ` It was scaled down from ${sidesSaid(given)} to fit the memory that the tasks share.`
        : "";
    return `${name} stays on this device: every task resizes the same copy of it.${scaled}${remark && ` ${remark}`}`;
  }

  #inputSides(): { width: number; height: number } {
    if (this.own) return this.own.picture;
    const { size } = this.spec;
    return { width: size, height: Math.max(1, Math.floor(size / 4) * 3) };
  }

  #canvas(id: string): HTMLCanvasElement | null {
    return this.renderRoot.querySelector<HTMLCanvasElement>(`#${id}`);
  }

  async #showInput(): Promise<void> {
    const { own, spec } = this;
    if (own) {
      const wanted = `own ${own.id}`;
      if (this.#shownInput === wanted) return;
      this.#shownInput = wanted;
      paint(this.#canvas("before"), own.picture);
      return;
    }
    const width = Math.min(previewWidth, spec.size);
    const wanted = `generated ${spec.seed} ${width}`;
    if (!this.ready || this.#shownInput === wanted) return;
    this.#shownInput = wanted;
    try {
      const picture = await window.lanes.generatedPicture(spec.seed, width);
      if (this.#shownInput === wanted) paint(this.#canvas("before"), picture);
    } catch {
      // A run reports the error, whatever it is. The picture is requested again then.
      if (this.#shownInput === wanted) this.#shownInput = "";
    }
  }

  #showAfter({ width, height, pixels }: TaskOutput): void {
    this.resized = { width, height };
    paint(this.#canvas("after"), { width, height, data: pixels });
  }

  #addBand(output: TaskOutput): void {
    const canvas = this.#canvas("set");
    if (!canvas || output.height === 0) return;
    if (canvas.width !== output.totalWidth || canvas.height !== output.totalHeight) {
      canvas.width = output.totalWidth;
      canvas.height = output.totalHeight;
    }
    const image = new ImageData(output.pixels, output.width, output.height);
    canvas.getContext("2d")?.putImageData(image, output.x, output.y);
    this.#arrivals.push({ output, atMs: performance.now() });
    cancelAnimationFrame(this.#fading);
    this.#fading = requestAnimationFrame(this.#outline);
  }

  /** New bands are outlined in the strategy's colour, which then fades. */
  readonly #outline = (nowMs: number): void => {
    const canvas = this.#canvas("outlines");
    const context = canvas?.getContext("2d");
    if (!canvas || !context || !this.how) return;
    const scale = devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * scale);
    canvas.height = Math.round(canvas.clientHeight * scale);
    context.lineWidth = 3 * scale;
    context.strokeStyle = timelinePalette(this).strategies[this.how];
    let fresh = false;
    for (const { output, atMs } of this.#arrivals) {
      const left = 1 - (nowMs - atMs) / outlineMs;
      if (left <= 0) continue;
      fresh = true;
      context.globalAlpha = Math.min(1, left * 1.5);
      const top = (output.y / output.totalHeight) * canvas.height;
      const height = (output.height / output.totalHeight) * canvas.height;
      const inset = context.lineWidth / 2;
      context.strokeRect(
        inset,
        top + inset,
        canvas.width - 2 * inset,
        Math.max(1, height - 2 * inset),
      );
    }
    if (fresh) this.#fading = requestAnimationFrame(this.#outline);
  };

  #choose(own: OwnPicture | undefined): void {
    this.#intake.refusal = "";
    this.resized = undefined;
    this.how = undefined;
    clear(this.#canvas("after"));
    tell(this, "picture-change", own);
  }
}

customElements.define("lanes-picture", PicturePanel);
