/**
 * Results as a picture for a slide: wall times side by side with the freezes below them, the
 * timeline on one axis, the environment, and the link. One self-contained SVG, 1600 × 900 px,
 * without scripts, style sheets or external resources.
 */

import { formatCount, listOf, plural } from "../../base/format.ts";
import { formatOnClock, formatStep } from "../../base/measured.ts";
import { baselineOf, speedupOf } from "../../spec/compare.ts";
import { strategyEntry } from "../../spec/strategies.ts";
import type { Result, Strategy } from "../../spec/types.ts";
import { BLOCKED, barKinds, QUEUED, RUNNING } from "../../timeline/scene/kinds.ts";
import { nameOfLane, nameOfStrip, waitsOnly } from "../../timeline/scene/lane-names.ts";
import { ticks } from "../../timeline/scene/ruler.ts";
import { isPlain, patterns } from "./figure-patterns.ts";
import { kindsShown, laneCount, strip } from "./figure-strip.ts";
import { type FigureColours, type FigureTheme, figureColours } from "./figure-theme.ts";
import { setUpOf, tasksOf, titleOf } from "./set-up.ts";
import { type Attributes, element, type Markup } from "./svg.ts";

export const figureWidth = 1600;
export const figureHeight = 900;

/** More rows would be too small to read on a slide. */
const mostRows = 8;

const left = 64;
const right = figureWidth - left;
/** Left edge of the bars and of the timeline. */
const axisLeft = 330;
/** Right edge of the bars, which leaves room for their numbers, and of the timeline. */
const barsRight = 1140;
const axisRight = right - 20;
const columnsRight = { wall: 1284, speedup: 1400, freeze: right } as const;
/** Room for a number; a longer one, such as with the step of a coarse clock, is shrunk to fit. */
const numberRoom = 132;
const sans = "Helvetica, Arial, sans-serif";
const mono = "Menlo, Consolas, monospace";

export interface FigureOptions {
  theme: FigureTheme;
  /** Opens the set-up; empty if the results have no common set-up. */
  link: string;
}

export function figureOf(results: readonly Result[], { theme, link }: FigureOptions): string {
  const colours = figureColours[theme];
  const shown = results.slice(0, mostRows);
  const endMs = Math.max(1e-6, ...shown.map(lastMs));
  const title = headline(results);
  const timelineTop = 224 + shown.length * rowHeight(shown.length);
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
  const parts = ["Wall time, and below it when the event loop did not answer"];
  const baseline = setUpOf(results) && baselineOf(results);
  if (baseline && !strategyEntry(baseline.how).oneAtATime && results.length > 1) {
    parts.push(`speedup is against ${baseline.how}`);
  }
  if (results.length > mostRows) {
    parts.push(`${plural(results.length - mostRows, "more result")} not shown`);
  }
  if (results.some(({ environment }) => environment.backend === "modelled")) {
    parts.push("what the tasks wait for is modelled");
  }
  return parts.join("; ");
}

/** Text alternative, for screen readers. */
function describe(results: readonly Result[], link: string): string {
  const sentences = results.map(
    ({ how, wallMs, eventLoop, environment: { clockResolutionMs: step } }) =>
      `${how} took ${formatOnClock(wallMs, step)}, longest freeze ${formatOnClock(eventLoop.longestFreezeMs, step)}.`,
  );
  return [...sentences, environmentLine(results), link].filter(Boolean).join(" ");
}

function rowHeight(rows: number): number {
  return Math.min(76, 340 / Math.max(1, rows));
}

function bars(results: readonly Result[], endMs: number, colours: FigureColours): Markup[] {
  const height = rowHeight(results.length);
  const top = 196;
  const severalSetUps = setUpOf(results) === undefined;
  // Results of different set-ups cannot be compared.
  const baseline = severalSetUps ? undefined : baselineOf(results);
  const size = Math.min(26, height * 0.5);
  const head = (label: string, x: number): Markup =>
    text(label, { x, y: top - 22, "font-size": 17, "text-anchor": "end", fill: colours.muted });
  return [
    head("Wall time", columnsRight.wall),
    head("Speedup", columnsRight.speedup),
    head("Longest freeze", columnsRight.freeze),
    ...results.flatMap((result, i) => {
      const place = { y: top + i * height, height, endMs };
      const freezeMs = result.eventLoop.longestFreezeMs;
      const middle = place.y + height * 0.23 + size * 0.35;
      const label = {
        x: left,
        y: middle,
        "font-size": size,
        "font-weight": 700,
        fill: colours.ink,
      };
      const aside = marks(result, severalSetUps);
      const stepMs = result.environment.clockResolutionMs;
      const number = (content: string, x: number, attributes: Attributes = {}): Markup =>
        text(content, {
          ...label,
          x,
          "font-size": Math.min(size, numberRoom / (content.length * 0.52)),
          "font-weight": 400,
          "text-anchor": "end",
          ...attributes,
        });
      return [
        text(result.how, label),
        text(aside, {
          x: left,
          y: middle + size * 0.77,
          // At half an em per letter, the text ends before the bars begin.
          "font-size": Math.min(15, (axisLeft - left - 10) / (aside.length * 0.5)),
          fill: colours.muted,
        }),
        ...bar(result, place, colours),
        number(formatOnClock(result.wallMs, stepMs), columnsRight.wall, { "font-weight": 700 }),
        number(speedupText(result, baseline), columnsRight.speedup),
        number(formatOnClock(freezeMs, stepMs), columnsRight.freeze, {
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

/** The wall time, and in a thin line below it the stretches in which the event loop was frozen. */
function bar(
  { how, wallMs, eventLoop }: Result,
  { y, height, endMs }: { y: number; height: number; endMs: number },
  colours: FigureColours,
): Markup[] {
  const lengthOf = (ms: number): number => (ms / endMs) * (barsRight - axisLeft);
  const wall = { x: axisLeft, y, width: Math.max(2, lengthOf(wallMs)), height: height * 0.46 };
  const line = { y: y + wall.height + 4, height: Math.max(4, height * 0.1) };
  return [
    element("rect", { ...wall, fill: colours.strategies[how] }),
    ...(isPlain(how) ? [] : [element("rect", { ...wall, fill: `url(#cut-${how})` })]),
    element("rect", { x: axisLeft, width: wall.width, ...line, fill: colours.line }),
    ...eventLoop.freezes.map((freeze) => {
      const from = Math.max(0, freeze.startMs);
      const width = Math.max(1, lengthOf(Math.min(freeze.endMs, endMs) - from));
      return element("rect", { x: axisLeft + lengthOf(from), width, ...line, fill: colours.alarm });
    }),
  ];
}

function speedupText(result: Result, baseline: Result | undefined): string {
  if (result === baseline) return "1×";
  const speedup = speedupOf(result, baseline);
  return speedup === undefined ? "–" : `${speedup.toFixed(speedup < 9.95 ? 2 : 1)}×`;
}

function marks(result: Result, severalSetUps: boolean): string {
  const { tasks, spec, cold, valid, disturbed, how, environment } = result;
  const parts = severalSetUps
    ? [`${spec.work}, ${tasksOf(spec).replace(/ tasks? of /, " × ")}`]
    : [`${formatCount(tasks.ok)} of ${formatCount(tasks.count)} ok`];
  const number = strategyEntry(how).numberSaid(spec);
  if (number) parts.push(number);
  if (tasks.cancelled > 0) parts.push("cancelled");
  if (cold) parts.push("cold");
  if (!valid) parts.push("hidden tab: not valid");
  if (disturbed) parts.push("disturbed");
  if (severalSetUps && environment.backend === "modelled") parts.push("modelled");
  return parts.join(" · ");
}

function timeline(
  results: readonly Result[],
  endMs: number,
  top: number,
  colours: FigureColours,
): Markup[] {
  const bottom = 784;
  const axisTop = top + 26;
  const height = (bottom - axisTop) / Math.max(1, results.length);
  const toX = (ms: number): number => axisLeft + (ms / endMs) * (axisRight - axisLeft);
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
      const paint = (kind: number) => paintOf(kind, result.how, colours);
      const room = { x: axisLeft, y, width: axisRight - axisLeft, height: height - 8, endMs };
      const middle = y + Math.min(height - 8, 50) / 2;
      const who = lanes === 1 ? nameOfLane(result, 0, waits) : nameOfStrip(result, lanes, waits);
      // Strategy and lanes get a line each where the row is high enough.
      const apart = height >= 36;
      return [
        text(apart ? result.how : `${result.how}, ${who}`, {
          x: left,
          y: apart ? middle : middle + 6,
          "font-size": apart ? 18 : 15,
          fill: colours.ink,
        }),
        ...(apart
          ? [text(who, { x: left, y: middle + 17, "font-size": 15, fill: colours.muted })]
          : []),
        ...strip(result, room, paint, colours.alarm),
      ];
    }),
  ];
}

/** `how`: undefined in the legend, whose entries apply to every strategy. */
function paintOf(kind: number, how: Strategy | undefined, colours: FigureColours): string {
  if (kind === RUNNING) return how ? colours.strategies[how] : colours.ink;
  if (kind === QUEUED || kind === BLOCKED) return `url(#${barKinds[kind]})`;
  return `url(#waiting-${how ?? "any"})`;
}

/** The legend of the timeline's bars. */
function legend(results: readonly Result[], y: number, colours: FigureColours): Markup[] {
  const entries = kindsShown(results).map((kind) => ({
    label: barKinds[kind] as string,
    fill: paintOf(kind, undefined, colours),
  }));
  if (results.some(({ eventLoop }) => eventLoop.freezes.length > 0)) {
    entries.push({ label: "event loop frozen", fill: colours.alarm });
  }
  const drawn: Markup[] = [];
  let x = axisLeft;
  for (const { label, fill } of entries) {
    drawn.push(element("rect", { x, y: y - 13, width: 26, height: 14, fill }));
    drawn.push(text(label, { x: x + 34, y, "font-size": 16, fill: colours.muted }));
    // About half an em per letter.
    x += 34 + label.length * 8.2 + 28;
  }
  return drawn;
}

function footer(results: readonly Result[], link: string, colours: FigureColours): Markup[] {
  const short = link.length <= 130;
  const lines = short ? [link] : (link.match(/.{1,190}/gu) ?? []);
  return [
    text(environmentLine(results), { x: left, y: 848, "font-size": 17, fill: colours.muted }),
    ...lines.map((line, i) =>
      text(line, {
        x: left,
        y: short ? 876 : 868 + i * 14,
        "font-size": short ? 17 : 12,
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

function lastMs({ wallMs, spans }: Result): number {
  let last = wallMs;
  for (let i = 0; i < spans.count; i++) last = Math.max(last, spans.endMs[i] as number);
  return last;
}

function text(content: string, attributes: Attributes): Markup {
  return element("text", attributes, content);
}
