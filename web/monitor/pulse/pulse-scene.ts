/**
 * What a pulse looks like at a moment, as rectangles and labels, independent of the back end. All
 * coordinates are whole device px, so that back ends agree and nothing shimmers.
 */
import { type Check, stateOf } from "./answer-record.ts";
import { beatMs, type TraceLine } from "./beat.ts";
import { describeLength, type Gap } from "./pulse-history.ts";

/** What a rectangle is filled with; pulse.frag uses the same numbers. */
export const fills = { solid: 0, beat: 1, dashes: 2, disc: 3 } as const;
export type Fill = (typeof fills)[keyof typeof fills];

export type Ink = "trace" | "gap" | "grid";

/** Device px from the strip's upper left corner. */
export interface Mark {
  left: number;
  top: number;
  width: number;
  height: number;
  ink: Ink;
  /** 0–1. */
  alpha: number;
  fill: Fill;
  /** The pattern's phase at the left edge, device px. */
  phase: number;
}

export interface Label {
  text: string;
  ink: Ink | "text";
  /** The stretch that it labels, device px. */
  left: number;
  right: number;
  /** "within" the stretch if it fits, else at its right end; or always at its right end. */
  place: "within" | "end";
}

export interface Picture {
  marks: Mark[];
  labels: Label[];
}

/** Device px. */
export interface Area {
  width: number;
  height: number;
  /** Device px per CSS px. */
  ratio: number;
}

/** The data to show. Times are ms on one clock. */
export interface PulseView {
  nowMs: number;
  /** Nothing is known about the time before this. */
  sinceMs: number;
  /** Stretches without an answer or frame, in order; the last may still be open. */
  gaps: readonly Gap[];
  /** The last gap has not ended. */
  silent: boolean;
  checks: readonly Check[];
  /** When a timer of the loop is due that has not fired. */
  timerDueMs?: number | undefined;
  /** Tasks that the loop has not begun. */
  tasksInLine?: number;
  /**
   * The gaps were observed from another thread; otherwise they are this thread's own missing
   * frames.
   */
  watched: boolean;
}

const cssPxPerSecond = 60;
/** The reduced-motion strip: one cell a second, filled in place, nothing moves. */
const cells = 16;
/** Shorter gaps are drawn without edges and without a label. */
export const worthSayingMs = 100;

/** Device px per second, and so per beat. */
export function beatWidth(ratio: number): number {
  return Math.round(cssPxPerSecond * ratio);
}

export function traceLine({ height, ratio }: Area): TraceLine {
  const thickness = Math.max(1, Math.round(2 * ratio));
  return { middle: Math.round(height * 0.6), reach: height * 0.46, thickness };
}

/** A strip that scrolls with time, the newest at the right. */
export function tracePicture(view: PulseView, area: Area): Picture {
  const { width, height, ratio } = area;
  const px = (css: number): number => Math.max(1, Math.round(css * ratio));
  const pxPerMs = beatWidth(ratio) / beatMs;
  const traced = traceLine(area);
  const head = width - px(8);
  /** Whole px on an endless strip. */
  const place = (ms: number): number => Math.floor(ms * pxPerMs);
  const nowAt = place(view.nowMs);
  const xAt = (ms: number): number => head - (nowAt - place(ms));
  const start = Math.max(0, xAt(view.sinceMs));
  const marks: Mark[] = [];
  const labels: Label[] = [];

  const firstSecond = Math.ceil((view.nowMs - head / pxPerMs) / 1000) * 1000;
  for (let ms = firstSecond; ms <= view.nowMs; ms += 1000) {
    marks.push(solid(xAt(ms), 0, px(1), height, "grid", 1));
  }

  const gaps = view.gaps.filter((gap) => xAt(gap.endMs) > 0);
  for (const { startMs, endMs } of gaps) {
    marks.push(solid(xAt(startMs), 0, xAt(endMs) - xAt(startMs), height, "gap", 0.14));
  }

  const half = traced.thickness >> 1;
  const middle = traced.middle - half;
  const beating = (from: number, to: number): void => {
    if (to <= from) return;
    const phase = remainder(nowAt - (head - from), beatWidth(ratio));
    marks.push({ ...solid(from, 0, to - from, height, "trace", 1), fill: fills.beat, phase });
  };
  let from = start;
  for (const { startMs, endMs } of gaps) {
    const left = Math.max(0, xAt(startMs));
    const right = xAt(endMs);
    beating(from, left);
    from = right;
    const flat = solid(left, middle, right - left, traced.thickness, "gap", 1);
    const phase = remainder(left - xAt(startMs), px(dashCssPx));
    marks.push(view.watched ? flat : { ...flat, fill: fills.dashes, phase });
    if (endMs - startMs < worthSayingMs) continue;
    if (xAt(startMs) >= 0) marks.push(solid(left, 0, px(1), height, "gap", 1));
    if (endMs < view.nowMs) marks.push(solid(right, 0, px(1), height, "gap", 1));
  }
  beating(from, head);

  const bottom = height - px(2);
  for (const check of view.checks) {
    const left = xAt(check.sentMs);
    if (left < 0) continue;
    const state = stateOf(check, view.nowMs);
    const tall = px(state === "answered" ? 3 : state === "waiting" ? 6 : 10);
    const ink = state === "missed" ? "gap" : "trace";
    marks.push(solid(left, bottom - tall, px(2), tall, ink, state === "answered" ? 0.55 : 1));
  }

  const line = inLine(view);
  for (let i = 0; i < line.tasks + line.asked.length; i++) {
    const { cssPx, ink } = inLineMarks[line.asked[i - line.tasks] ?? "task"];
    const [wide, tall] = [px(3), px(cssPx)];
    const left = head - px(7) - (i + 1) * px(5);
    // There may be many thousands.
    if (left < start) break;
    marks.push(solid(left, traced.middle - (tall >> 1), wide, tall, ink, 1));
  }

  const size = px(7);
  const disc = solid(head - (size >> 1), traced.middle - (size >> 1), size, size, "trace", 1);
  marks.push({ ...disc, ink: view.silent ? "gap" : "trace", fill: fills.disc });

  for (const [i, gap] of gaps.entries()) {
    const ms = gap.endMs - gap.startMs;
    if (ms < worthSayingMs) continue;
    const going = view.silent && i === gaps.length - 1;
    labels.push({
      text:
        describeSilence(ms, going, view.watched) + (going ? sayInLine(line, width / ratio) : ""),
      ink: "gap",
      left: Math.max(0, xAt(gap.startMs)),
      right: xAt(gap.endMs),
      place: going ? "end" : "within",
    });
  }
  return { marks, labels };
}

/** Cells for seconds: changes once a second, and nothing in it moves. */
export function calmPicture(view: PulseView, area: Area): Picture {
  const { width, height, ratio } = area;
  const second = Math.floor((view.nowMs - view.sinceMs) / 1000);
  const page = Math.floor(second / cells) * cells;
  const pitch = (width - 8 * ratio) / cells;
  const top = height * 0.5;
  const tall = height * 0.34;
  const marks: Mark[] = [];
  const worthIt = view.gaps.filter((gap) => gap.endMs - gap.startMs >= worthSayingMs);
  for (let cell = 0; cell < cells; cell++) {
    const startMs = view.sinceMs + (page + cell) * 1000;
    const frozen = worthIt.some((gap) => gap.startMs < startMs + 1000 && gap.endMs > startMs);
    const past = page + cell <= second;
    const inset = past && frozen ? tall * 0.34 : 0;
    const left = Math.round(cell * pitch);
    const wide = Math.max(1, Math.round((cell + 1) * pitch) - left - Math.round(3 * ratio));
    const ink = past ? (frozen ? "gap" : "trace") : "grid";
    const high = Math.max(1, Math.round(tall - 2 * inset));
    marks.push(solid(left, Math.round(top + inset), wide, high, ink, 1));
  }
  const last = worthIt.at(-1);
  const silentMs = view.silent && last ? last.endMs - last.startMs : 0;
  const text =
    silentMs > 0
      ? describeSilence(Math.floor(silentMs / 500) * 500, true, view.watched)
      : `${second} s ${view.watched ? "watched" : "drawn"}`;
  const ink = silentMs > 0 ? "gap" : "text";
  return { marks, labels: [{ text, ink, left: 0, right: width, place: "within" }] };
}

/** Period of the dashes, and length of a dash, CSS px; both back ends scale them to device px. */
export const dashCssPx = 7;
export const dashInkCssPx = 2;

function describeSilence(ms: number, going: boolean, watched: boolean): string {
  if (going) return `no answer for ${(ms / 1000).toFixed(1)} s`;
  return watched ? `no answer, ${describeLength(ms)}` : `frozen ${describeLength(ms)}`;
}

type InLine = "task" | "check" | "timer";

/** How high their marks are, and of which ink. */
const inLineMarks: Record<InLine, { cssPx: number; ink: Ink }> = {
  task: { cssPx: 13, ink: "trace" },
  check: { cssPx: 9, ink: "gap" },
  timer: { cssPx: 17, ink: "trace" },
};

/** Tasks were all there at the start of the run; of the others, first what has waited longest. */
interface Line {
  tasks: number;
  asked: readonly InLine[];
}

/** What stands in line on a loop that is silent. */
function inLine({ nowMs, silent, checks, timerDueMs, tasksInLine, watched }: PulseView): Line {
  if (!silent || !watched) return { tasks: 0, asked: [] };
  const asked = checks
    .filter(({ answeredMs }) => answeredMs === null)
    .map(({ sentMs }) => ({ sinceMs: sentMs, who: "check" as InLine }));
  if (timerDueMs !== undefined && timerDueMs <= nowMs) {
    asked.push({ sinceMs: timerDueMs, who: "timer" });
  }
  asked.sort((a, b) => a.sinceMs - b.sinceMs);
  return { tasks: tasksInLine ?? 0, asked: asked.map(({ who }) => who) };
}

/** In a narrow strip there is room for their number only. */
function sayInLine({ tasks, asked }: Line, cssPx: number): string {
  const all = tasks + asked.length;
  if (all === 0) return "";
  const kinds = Object.keys(inLineMarks).flatMap((who) => {
    const count = who === "task" ? tasks : asked.filter((one) => one === who).length;
    return count > 0 ? `${count} ${who}${count > 1 ? "s" : ""}` : [];
  });
  if (kinds.length === 1 || cssPx < 260 + 70 * kinds.length) return `, ${all} in line`;
  return `, in line: ${kinds.join(", ")}`;
}

function solid(
  left: number,
  top: number,
  width: number,
  height: number,
  ink: Ink,
  alpha: number,
): Mark {
  return { left, top, width, height, ink, alpha, fill: fills.solid, phase: 0 };
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
