/** What the figures have in common that show the same tasks run in several ways, on one time axis. */
import { css, LitElement, type PropertyDeclarations } from "lit";
import { LiveFigure } from "./live-figure.ts";

/** One way, before its run, during it, or after. */
export interface FiguredWay {
  /** Since the run began, ms; undefined where none is under way. */
  elapsedMs?: number;
}

export abstract class WaysFigure<Way extends FiguredWay> extends LitElement {
  static override properties: PropertyDeclarations = {
    ways: { attribute: false },
    endMs: { type: Number },
  };
  declare ways: readonly Way[];
  /** The time axis is at least so long. */
  declare endMs: number;

  readonly #live = new LiveFigure(this);

  constructor() {
    super();
    this.ways = [];
    this.endMs = 1000;
  }

  /** What a way took, ms, if its run has ended. */
  protected abstract tookMs(way: Way): number | undefined;

  /** Where the time axis ends. */
  protected get lastMs(): number {
    const each = this.ways.map((way) => this.tookMs(way) ?? way.elapsedMs ?? 0);
    return Math.max(this.endMs, ...each);
  }

  protected override shouldUpdate(): boolean {
    return this.#live.mayDraw();
  }
}

export const waysStyles = css`
  svg {
    max-inline-size: none;
  }
  text {
    font-size: 12px;
  }
  .name {
    fill: var(--ink);
    font-weight: 700;
  }
  .going {
    fill: var(--line);
  }
`;
