/**
 * Wheel, drag, pinch and keys on a timeline, as in browsers' profilers and in Perfetto. They do not
 * interfere with scrolling the page: a vertical wheel without modifier keys and a finger that moves
 * up or down are not handled.
 */
import { type Direction, neighbour } from "./scene/find.ts";
import { xToTime } from "./scene/layout.ts";
import { panned, pinched, showing, type View, viewOf, wholeView, zoomed } from "./scene/view.ts";
import type { TimelineStage } from "./stage.ts";

/** Zoom factor of one press of a key or button. */
export const zoomStep = 1.5;
const panShare = 0.15;
/** Zoom exponent per px of wheel; trackpads report pinches as wheel events of a few px. */
const zoomPerPx = 0.01;
/** Limit for one wheel event, px: a single notch of a mouse wheel is 100 px or more. */
const mostWheelPx = 50;
/** A pointer that moves less than this, CSS px, does not drag. */
const dragFrom = 4;
/** How far from an edge of the overview's window a pointer still grabs it, CSS px. */
const edgeReach = 8;

const focusKeys: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

interface Drag {
  x: number;
  moved: boolean;
  from: View;
  /** What is dragged: the time axis, the overview's window or one of its edges, or a new window. */
  holds: "axis" | "window" | "start" | "end" | "nothing";
}

/** Two pointers, and the times that they keep under them. */
interface Pinch {
  ids: readonly [number, number];
  ms: readonly [number, number];
}

export class Gestures {
  readonly #host: HTMLElement;
  readonly #stage: TimelineStage;
  readonly #pointers = new Map<number, number>();
  readonly #ended = new AbortController();
  #drag: Drag | undefined;
  #pinch: Pinch | undefined;
  /** x of the mouse, CSS px from the host's left edge; undefined while it is elsewhere. */
  #hoverX: number | undefined;

  constructor(host: HTMLElement, stage: TimelineStage) {
    this.#host = host;
    this.#stage = stage;
    const { signal } = this.#ended;
    host.addEventListener("wheel", this.#onWheel, { passive: false, signal });
    host.addEventListener("keydown", this.#onKeydown, { signal });
    host.addEventListener("pointerdown", this.#onDown, { signal });
    host.addEventListener("pointermove", this.#onMove, { signal });
    host.addEventListener("pointerup", this.#onUp, { signal });
    host.addEventListener("pointercancel", this.#onUp, { signal });
    host.addEventListener("pointerleave", this.#onLeave, { signal });
  }

  dispose(): void {
    this.#ended.abort();
  }

  /** Zoom by button or key, about the pointer, else the focused mark, else the middle. */
  zoom(factor: number): void {
    const stage = this.#stage;
    stage.view = zoomed(stage.view, stage.scene.endMs, factor, this.#anchorMs());
  }

  fit(): void {
    this.#stage.view = wholeView(this.#stage.scene.endMs);
  }

  /** Pans by a fraction of the visible time. */
  #pan(share: number): void {
    const stage = this.#stage;
    const { startMs, endMs } = stage.view;
    stage.view = panned(stage.view, stage.scene.endMs, share * (endMs - startMs));
  }

  #anchorMs(): number {
    const { view, focus, scene, layout } = this.#stage;
    if (this.#hoverX !== undefined && this.#hoverX >= layout.left) {
      return xToTime(layout, view, Math.min(this.#hoverX, layout.right));
    }
    if (focus >= 0) {
      const from = (scene.start[focus] as number) / scene.ticksPerMs;
      const to = (scene.end[focus] as number) / scene.ticksPerMs;
      const middle = (Math.max(from, view.startMs) + Math.min(to, view.endMs)) / 2;
      if (middle >= view.startMs && middle <= view.endMs) return middle;
    }
    return (view.startMs + view.endMs) / 2;
  }

  readonly #onWheel = (event: WheelEvent): void => {
    const stage = this.#stage;
    const { layout, view, scene } = stage;
    const { x, y } = this.#place(event);
    const pxPerUnit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 16 : layout.height;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const px = Math.min(Math.max(event.deltaY * pxPerUnit, -mostWheelPx), mostWheelPx);
      const within = Math.min(Math.max(x, layout.left), layout.right);
      const atMs = this.#inOverview(y) ? this.#overviewMs(x) : xToTime(layout, view, within);
      stage.view = zoomed(view, scene.endMs, Math.exp(-px * zoomPerPx), atMs);
      return;
    }
    const sideways = event.shiftKey
      ? event.deltaX || event.deltaY
      : Math.abs(event.deltaX) > Math.abs(event.deltaY)
        ? event.deltaX
        : 0;
    if (sideways === 0) return;
    this.#pan((sideways * pxPerUnit) / (layout.right - layout.left));
    if (stage.view !== view) event.preventDefault();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#press(event.key, event.shiftKey)) event.preventDefault();
  };

  /** Returns whether the key was handled; otherwise the browser's default action takes place. */
  #press(key: string, shift: boolean): boolean {
    const stage = this.#stage;
    const { view, focus } = stage;
    const direction = focusKeys[key];
    if (shift && (direction === "left" || direction === "right")) {
      this.#pan(direction === "left" ? -panShare : panShare);
      return true;
    }
    if (direction) {
      this.#goTo(neighbour(stage.scene, focus, direction));
      return stage.focus !== focus || stage.view !== view || !/Up|Down/.test(key);
    }
    switch (key.toLowerCase()) {
      case "w":
      case "+":
      case "=":
        this.zoom(zoomStep);
        return true;
      case "s":
      case "-":
      case "_":
        this.zoom(1 / zoomStep);
        return true;
      case "a":
        this.#pan(-panShare);
        return true;
      case "d":
        this.#pan(panShare);
        return true;
      case "0":
      case "f":
        this.fit();
        return true;
      default:
        return false;
    }
  }

  #goTo(mark: number): void {
    const stage = this.#stage;
    const { scene, view } = stage;
    stage.focus = mark;
    if (mark < 0) return;
    const startMs = (scene.start[mark] as number) / scene.ticksPerMs;
    const endMs = (scene.end[mark] as number) / scene.ticksPerMs;
    stage.view = showing(view, scene.endMs, startMs, endMs);
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    const { x, y } = this.#place(event);
    const { view, layout } = this.#stage;
    this.#pointers.set(event.pointerId, x);
    if (this.#pointers.size === 2) {
      const [first, second] = [...this.#pointers] as [[number, number], [number, number]];
      const ms = (at: number): number => xToTime(layout, view, at);
      this.#drag = undefined;
      this.#pinch = { ids: [first[0], second[0]], ms: [ms(first[1]), ms(second[1])] };
      return;
    }
    const holds = this.#inOverview(y) ? this.#holdOf(x) : "axis";
    this.#drag = { x, moved: false, from: view, holds };
    if (event.pointerType !== "mouse") this.#stage.focus = this.#stage.markAt(x, y);
  };

  readonly #onMove = (event: PointerEvent): void => {
    const { x, y } = this.#place(event);
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, x);
    if (this.#pinch) {
      this.#movePinch(this.#pinch);
      return;
    }
    const drag = this.#drag;
    if (!drag) {
      if (event.pointerType !== "mouse") return;
      this.#hoverX = x;
      this.#stage.focus = this.#stage.markAt(x, y);
      this.#showCursor(this.#inOverview(y) ? this.#holdOf(x) : undefined);
      return;
    }
    if (!drag.moved) {
      if (Math.abs(x - drag.x) < dragFrom) return;
      drag.moved = true;
      this.#host.setPointerCapture(event.pointerId);
      this.#showCursor(drag.holds, true);
      this.#stage.focus = -1;
    }
    this.#moveDrag(drag, x);
  };

  #moveDrag({ x: fromX, from, holds }: Drag, x: number): void {
    const stage = this.#stage;
    const { layout, scene } = stage;
    const width = layout.right - layout.left;
    switch (holds) {
      case "axis":
        stage.view = panned(from, scene.endMs, ((fromX - x) / width) * (from.endMs - from.startMs));
        break;
      case "window":
        stage.view = panned(from, scene.endMs, ((x - fromX) / width) * scene.endMs);
        break;
      case "start":
        stage.view = viewOf(this.#overviewMs(x), from.endMs, scene.endMs);
        break;
      case "end":
        stage.view = viewOf(from.startMs, this.#overviewMs(x), scene.endMs);
        break;
      case "nothing":
        stage.view = viewOf(this.#overviewMs(fromX), this.#overviewMs(x), scene.endMs);
        break;
    }
  }

  #movePinch({ ids, ms }: Pinch): void {
    const stage = this.#stage;
    const { layout, scene } = stage;
    const at = (id: number): number =>
      ((this.#pointers.get(id) ?? 0) - layout.left) / (layout.right - layout.left);
    stage.view = pinched(scene.endMs, [ms[0], at(ids[0])], [ms[1], at(ids[1])]);
  }

  readonly #onUp = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#pointers.delete(event.pointerId);
    this.#drag = undefined;
    this.#showCursor(undefined);
    // The finger that stays down is ignored until it is lifted and put down again.
    if (this.#pinch) {
      this.#pinch = undefined;
      this.#pointers.clear();
      return;
    }
    if (!drag || drag.moved || event.type === "pointercancel") return;
    const { x } = this.#place(event);
    if (drag.holds === "nothing") {
      const { view, scene } = this.#stage;
      const byMs = this.#overviewMs(x) - (view.startMs + view.endMs) / 2;
      this.#stage.view = panned(view, scene.endMs, byMs);
    }
  };

  readonly #onLeave = (event: PointerEvent): void => {
    if (event.pointerType !== "mouse") return;
    this.#hoverX = undefined;
    if (!this.#drag) this.#stage.focus = -1;
  };

  #place(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#host.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #inOverview(y: number): boolean {
    const { top, height } = this.#stage.layout.overview;
    return y >= top && y < top + height;
  }

  #overviewMs(x: number): number {
    const { layout, scene } = this.#stage;
    const share = (x - layout.left) / (layout.right - layout.left);
    return Math.min(Math.max(share, 0), 1) * scene.endMs;
  }

  /** The part of the overview's window at `x`. */
  #holdOf(x: number): Drag["holds"] {
    const { layout, scene, view } = this.#stage;
    if (view.endMs - view.startMs >= scene.endMs) return "nothing";
    const at = (ms: number): number =>
      layout.left + (ms / scene.endMs) * (layout.right - layout.left);
    const from = at(view.startMs);
    const to = at(view.endMs);
    // Smaller edges in a small window, so that its middle can still be dragged.
    const reach = Math.min(edgeReach, (to - from) / 4 + 2);
    if (x > from + reach && x < to - reach) return "window";
    if (Math.abs(x - from) <= edgeReach && x - from <= to - x) return "start";
    if (Math.abs(x - to) <= edgeReach) return "end";
    return "nothing";
  }

  #showCursor(holds: Drag["holds"] | undefined, dragging = false): void {
    const cursors = {
      axis: dragging ? "grabbing" : "",
      window: dragging ? "grabbing" : "grab",
      start: "ew-resize",
      end: "ew-resize",
      nothing: "crosshair",
    };
    this.#host.style.setProperty("cursor", holds ? cursors[holds] : "");
  }
}
