/**
 * Results as a picture for a slide: wall times side by side with the freezes below them, the
 * timeline on one axis, where it was measured, and the link. One self-contained SVG, 1600 × 900 px,
 * without scripts, styles or anything from elsewhere.
 */
import { type Result, type Strategy, strategies } from "../../engine/types.ts";
import { formatMs, listOf, plural } from "../../text/format.ts";
import { BLOCKED, barKinds, QUEUED, RUNNING } from "../../timeline/kinds.ts";
import { laneName, lanesName, waitsOnly } from "../../timeline/lanes.ts";
import { ticks } from "../../timeline/ruler.ts";
import { baselineOf, speedupOf } from "../compare.ts";
import { kindsOf, laneCount, strip } from "./figure-strip.ts";
import { type FigureColours, type FigureTheme, figureColours } from "./figure-theme.ts";
import { setUpOf, tasksOf, titleOf } from "./set-up.ts";
import { type Attributes, element, type Markup } from "./svg.ts";

export const figureWidth = 1600;
export const figureHeight = 900;

/** More would be too small to read on a slide. */
const mostRows = 8;

const left = 64;
const right = figureWidth - left;
/** Of the bars and the timeline. */
const axisLeft = 330;
const axisRight = 1140;
const columnsRight = { wall: 1284, speedup: 1400, freeze: right } as const;
const sans = "Helvetica, Arial, sans-serif";
const mono = "Menlo, Consolas, monospace";

export interface FigureOptions {
  theme: FigureTheme;
  /** Opens the set-up; empty where there is no one set-up. */
  link: string;
}

export function figureOf(results: readonly Result[], { theme, link }: FigureOptions): string {
  const colours = figureColours[theme];
  const shown = results.slice(0, mostRows);
  const endMs = Math.max(1e-6, ...shown.map(lastMs));
  const title = headline(results);
  const timelineTop = 212 + shown.length * rowHeight(shown.length);
  const drawing = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: figureWidth,
      height: figureHeight,
      viewBox: `0 0 ${figureWidth} ${figureHeight}`,
      "font-family": sans,
      role: "img",
    },
    element("title", {}, title),
    element("desc", {}, describe(results, link)),
    element("defs", {}, ...patterns(colours)),
    element("rect", { width: figureWidth, height: figureHeight, fill: colours.paper }),
    text(title, { x: left, y: 88, "font-size": 42, "font-weight": 700, fill: colours.ink }),
    text(subtitle(results), { x: left, y: 128, "font-size": 22, fill: colours.muted }),
    ...bars(shown, endMs, colours),
    ...timeline(shown, endMs, timelineTop, colours),
    ...footer(results, link, colours),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawing.text}\n`;
}

function headline(results: readonly Result[]): string {
  const spec = setUpOf(results);
  return spec ? `${titleOf(spec)}: ${tasksOf(spec)}` : "Results of several set-ups";
}

function subtitle(results: readonly Result[]): string {
  const parts = ["Wall time, and below it when the event loop answered nothing"];
  if (results.length > mostRows) {
    parts.push(`${plural(results.length - mostRows, "more result")} not shown`);
  }
  if (results.some(({ environment }) => environment.backend === "modelled")) {
    parts.push("what the tasks wait for is modelled");
  }
  return parts.join("; ");
}

/** For people who do not see it. */
function describe(results: readonly Result[], link: string): string {
  const sentences = results.map(
    ({ how, wallMs, eventLoop }) =>
      `${how} took ${formatMs(wallMs)}, longest freeze ${formatMs(eventLoop.longestFreezeMs)}.`,
  );
  return [...sentences, environmentLine(results), link].filter(Boolean).join(" ");
}

function rowHeight(rows: number): number {
  return Math.min(76, 340 / Math.max(1, rows));
}

function bars(results: readonly Result[], endMs: number, colours: FigureColours): Markup[] {
  const height = rowHeight(results.length);
  const top = 196;
  const baseline = baselineOf(results);
  const severalSetUps = setUpOf(results) === undefined;
  const head = (label: string, x: number): Markup =>
    text(label, { x, y: top - 22, "font-size": 17, "text-anchor": "end", fill: colours.muted });
  return [
    head("Wall time", columnsRight.wall),
    head("Speedup", columnsRight.speedup),
    head("Longest freeze", columnsRight.freeze),
    ...results.flatMap((result, i) => {
      const y = top + i * height;
      const barHeight = height * 0.46;
      const width = Math.max(2, (result.wallMs / endMs) * (axisRight - axisLeft));
      const bar = { x: axisLeft, y, width, height: barHeight };
      const stripY = y + barHeight + 4;
      const stripHeight = Math.max(4, height * 0.1);
      const middle = y + barHeight * 0.5 + 9;
      const speedup = result === baseline ? 1 : speedupOf(result, baseline);
      const freezeMs = result.eventLoop.longestFreezeMs;
      const number = (label: string, x: number, attributes: Attributes = {}): Markup =>
        text(label, {
          x,
          y: middle,
          "font-size": 26,
          "text-anchor": "end",
          fill: colours.ink,
          ...attributes,
        });
      return [
        text(result.how, {
          x: left,
          y: middle,
          "font-size": 26,
          "font-weight": 700,
          fill: colours.ink,
        }),
        text(marks(result, severalSetUps), {
          x: left,
          y: middle + 21,
          "font-size": 15,
          fill: colours.muted,
        }),
        element("rect", { ...bar, fill: colours.strategies[result.how] }),
        ...(result.how === "sequential"
          ? []
          : [element("rect", { ...bar, fill: `url(#cut-${result.how})` })]),
        element("rect", {
          x: axisLeft,
          y: stripY,
          width,
          height: stripHeight,
          fill: colours.line,
        }),
        ...result.eventLoop.freezes.map(({ startMs, endMs: until }) =>
          element("rect", {
            x: axisLeft + (Math.max(0, startMs) / endMs) * (axisRight - axisLeft),
            y: stripY,
            width: Math.max(
              1,
              ((Math.min(until, endMs) - Math.max(0, startMs)) / endMs) * (axisRight - axisLeft),
            ),
            height: stripHeight,
            fill: colours.alarm,
          }),
        ),
        number(formatMs(result.wallMs), columnsRight.wall, { "font-weight": 700 }),
        number(speedup === undefined ? "–" : `${speedup.toFixed(2)}×`, columnsRight.speedup),
        number(formatMs(freezeMs), columnsRight.freeze, {
          fill: freezeMs >= 100 ? colours.alarm : colours.ink,
        }),
      ];
    }),
    element("line", {
      x1: axisLeft,
      x2: axisLeft,
      y1: top - 8,
      y2: top + results.length * height - 8,
      stroke: colours.ink,
      "stroke-width": 1.5,
    }),
  ];
}

function marks(result: Result, severalSetUps: boolean): string {
  const { tasks, spec, cold, valid, how, environment } = result;
  const parts = severalSetUps
    ? [`${spec.work}, ${tasksOf(spec)}`]
    : [`${tasks.ok} of ${tasks.count} ok`];
  if (how === "parallel") parts.push(plural(spec.workers, "worker"));
  if (how === "bounded") parts.push(`limit ${spec.limit}`);
  if (tasks.cancelled > 0) parts.push("cancelled");
  if (cold) parts.push("cold");
  if (!valid) parts.push("not valid: hidden tab");
  if (severalSetUps && environment.backend === "modelled") parts.push("modelled");
  return parts.join(" · ");
}

function timeline(
  results: readonly Result[],
  endMs: number,
  top: number,
  colours: FigureColours,
): Markup[] {
  const bottom = 800;
  const axisTop = top + 26;
  const height = (bottom - axisTop) / Math.max(1, results.length);
  const toX = (ms: number): number => axisLeft + (ms / endMs) * (axisEnd - axisLeft);
  return [
    text("Timeline", {
      x: left,
      y: top + 8,
      "font-size": 22,
      "font-weight": 700,
      fill: colours.ink,
    }),
    ...legend(results, top + 8, colours),
    ...ticks(0, endMs, 8).flatMap(({ ms, label }) => [
      element("line", {
        x1: toX(ms),
        x2: toX(ms),
        y1: axisTop,
        y2: bottom + 4,
        stroke: colours.line,
      }),
      text(label, {
        x: toX(ms),
        y: bottom + 22,
        "font-size": 15,
        "text-anchor": "middle",
        fill: colours.muted,
      }),
    ]),
    ...results.flatMap((result, i) => {
      const y = axisTop + i * height + 4;
      const lanes = laneCount(result);
      const waits = waitsOnly(result);
      const paint = (kind: number): string =>
        kind === RUNNING
          ? colours.strategies[result.how]
          : `url(#${barKinds[kind]}${kind === QUEUED || kind === BLOCKED ? "" : `-${result.how}`})`;
      const room = { x: axisLeft, y, width: axisEnd - axisLeft, height: height - 8, endMs };
      const middle = y + Math.min(height - 8, 50) / 2;
      return [
        text(result.how, { x: left, y: middle, "font-size": 18, fill: colours.ink }),
        text(lanes === 1 ? laneName(result, 0, waits) : lanesName(result, lanes, waits), {
          x: left,
          y: middle + 18,
          "font-size": 15,
          fill: colours.muted,
        }),
        ...strip(result, room, paint, colours.alarm),
      ];
    }),
  ];
}

const axisEnd = right - 20;

/** What the bars of the timeline mean, from the right. */
function legend(results: readonly Result[], y: number, colours: FigureColours): Markup[] {
  const how: Strategy = results[0]?.how ?? "sequential";
  const kinds = kindsOf(results).map((kind) => ({
    label: barKinds[kind] as string,
    fill:
      kind === RUNNING
        ? colours.strategies[how]
        : `url(#${barKinds[kind]}${kind === QUEUED || kind === BLOCKED ? "" : `-${how}`})`,
  }));
  const entries = [...kinds, { label: "event loop frozen", fill: colours.alarm }];
  const drawn: Markup[] = [];
  let x = axisLeft;
  for (const { label, fill } of entries) {
    drawn.push(element("rect", { x, y: y - 13, width: 26, height: 14, fill }));
    drawn.push(text(label, { x: x + 34, y, "font-size": 16, fill: colours.muted }));
    // Half an em a letter is about right for these words.
    x += 34 + label.length * 8.2 + 28;
  }
  return drawn;
}

function footer(results: readonly Result[], link: string, colours: FigureColours): Markup[] {
  const lines = link.length <= 130 ? [link] : (link.match(/.{1,180}/gu) ?? []).slice(0, 2);
  const size = link.length <= 130 ? 17 : 13;
  return [
    text(environmentLine(results), { x: left, y: 850, "font-size": 17, fill: colours.muted }),
    ...lines.map((line, i) =>
      text(line, {
        x: left,
        y: 876 + i * 16,
        "font-size": size,
        "font-family": mono,
        fill: colours.ink,
      }),
    ),
  ];
}

function environmentLine(results: readonly Result[]): string {
  const [first] = results;
  if (!first) return "";
  const { engine, reportedCores, clockResolutionMs, isolated, version } = first.environment;
  const tiers = new Set(results.map(({ environment }) => environment.tier));
  const memory = [
    ...(tiers.has("threads") ? ["threads over shared memory"] : []),
    ...(tiers.has("workers") ? ["workers with separate memories"] : []),
  ];
  const backends = new Set(results.map(({ environment }) => environment.backend));
  return [
    engine,
    `${plural(reportedCores, "core")} reported`,
    ...(memory.length > 0 ? [listOf(memory)] : []),
    isolated ? "cross-origin isolated" : "not isolated",
    `clock steps of ${formatStep(clockResolutionMs)}`,
    first.spec.loop === "main" ? "the page’s event loop" : "a worker’s event loop",
    ...(backends.has("modelled") ? ["modelled service"] : []),
    ...(backends.has("network") ? ["live server"] : []),
    `Lanes ${version}`,
  ].join(" · ");
}

function formatStep(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : formatMs(ms);
}

function lastMs({ wallMs, spans }: Result): number {
  let last = wallMs;
  for (let i = 0; i < spans.count; i++) last = Math.max(last, spans.endMs[i] as number);
  return last;
}

function text(content: string, attributes: Attributes): Markup {
  return element("text", attributes, content);
}

/** As on the page: a pattern as well as a colour for every strategy and every kind. */
function patterns(colours: FigureColours): Markup[] {
  const cut = { stroke: colours.paper, "stroke-opacity": 0.55, "stroke-width": 2 };
  const tile = (id: string, size: number, ...children: Markup[]): Markup =>
    element(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse" },
      ...children,
    );
  const rising = "M-2 10L10 -2M-2 2L2 -2M6 10L10 6";
  const falling = "M-2 -2L10 10M-2 6L2 10M6 -2L10 2";
  const ground = (fill: string): Markup =>
    element("rect", { width: 8, height: 8, fill, "fill-opacity": 0.2 });
  return [
    tile("cut-concurrent", 8, element("path", { d: rising, ...cut, fill: "none" })),
    tile(
      "cut-bounded",
      8,
      element("circle", { cx: 4, cy: 4, r: 1.8, fill: colours.paper, "fill-opacity": 0.55 }),
    ),
    tile("cut-sliced", 8, element("path", { d: "M4 0V8", ...cut, fill: "none" })),
    tile("cut-parallel", 8, element("path", { d: "M0 4H8", ...cut, fill: "none" })),
    tile(
      "queued",
      8,
      element("circle", { cx: 2, cy: 2, r: 1, fill: colours.queued }),
      element("circle", { cx: 6, cy: 6, r: 1, fill: colours.queued }),
    ),
    tile(
      "blocked",
      8,
      ground(colours.muted),
      element("path", {
        d: rising + falling,
        stroke: colours.muted,
        "stroke-width": 1.5,
        fill: "none",
      }),
    ),
    ...strategies.map((how) =>
      tile(
        `waiting-${how}`,
        8,
        ground(colours.strategies[how]),
        element("path", {
          d: rising,
          stroke: colours.strategies[how],
          "stroke-width": 2,
          fill: "none",
        }),
      ),
    ),
  ];
}
