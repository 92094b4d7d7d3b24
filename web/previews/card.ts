/**
 * Draws results as the image of a link preview: a title, a bar for each strategy with its wall
 * time, and below the bar, in red, the freezes of the event loop. The type is large because
 * previews are mostly shown small.
 */

import { formatCount, formatMs, plural } from "../base/format.ts";
import type { RecordedRun } from "../kit/recorded/recorded.ts";
import { cuts, isPlain } from "../share/export/figure-patterns.ts";
import { type FigureColours, figureColours } from "../share/export/figure-theme.ts";
import { setUpOf, tasksOf, titleOf } from "../share/export/set-up.ts";
import { type Attributes, element, type Markup } from "../share/export/svg.ts";
import { strategyEntry } from "../spec/strategies.ts";
import { imageHeight, imageWidth } from "./preview.ts";

/** The font's family; make.ts loads its Latin subset only. */
export const family = "Arimo";

export const left = 60;
export const right = imageWidth - left;
const barsLeft = 290;
const barsRight = 880;
const rowsBottom = 556;
/** Baseline of the title's first line, and the distance to the second, px. */
const titleTop = 100;
const titleLine = 56;
/** Characters that fit on a line of a title, and of a plain card's text. */
const longestLine = 42;
const longestPlainLine = 62;
/** From this length on, a longest freeze is written in red. */
const longFreezeMs = 100;

export function cardOf(title: string, results: readonly RecordedRun[]): string {
  const colours = figureColours.light;
  const endMs = Math.max(1e-6, ...results.map(({ wallMs }) => wallMs));
  const titleEnd = endOf(title);
  const rowsTop = titleEnd + 84;
  const height = Math.min(150, (rowsBottom - rowsTop) / Math.max(1, results.length));
  return sheet(title, placeOf(results), [
    element("defs", {}, ...cuts(colours)),
    text(subtitle(results), { x: left, y: titleEnd + 46, "font-size": 27, fill: colours.muted }),
    ...results.flatMap((result, i) => row(result, rowsTop + i * height, height, endMs, colours)),
    element("line", {
      x1: barsLeft,
      x2: barsLeft,
      y1: rowsTop,
      y2: rowsTop + results.length * height - 6,
      stroke: colours.ink,
      "stroke-width": 2,
    }),
  ]);
}

/** A card without measurements: the page's description in words. */
export function plainCardOf(title: string, says: string): string {
  const top = endOf(title) + 80;
  return sheet(
    title,
    "Real C++, run in your own browser",
    wordsIn(says, longestPlainLine).map((line, i) =>
      text(line, {
        x: left,
        y: top + i * 50,
        "font-size": 36,
        fill: figureColours.light.ink,
      }),
    ),
  );
}

/** The whole image: the title at the top, `content`, and `foot` at the bottom. */
export function sheet(title: string, foot: string, content: readonly Markup[]): string {
  const colours = figureColours.light;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: imageWidth,
      height: imageHeight,
      viewBox: `0 0 ${imageWidth} ${imageHeight}`,
      "font-family": family,
    },
    element("rect", { width: imageWidth, height: imageHeight, fill: colours.paper }),
    ...linesOf(title).map((line, i) =>
      text(line, {
        x: left,
        y: titleTop + i * titleLine,
        "font-size": 52,
        "font-weight": 700,
        "letter-spacing": -1,
        fill: colours.ink,
      }),
    ),
    ...content,
    text("Lanes", { x: left, y: 598, "font-size": 26, "font-weight": 700, fill: colours.ink }),
    text(foot, {
      x: right,
      y: 598,
      "font-size": 23,
      "text-anchor": "end",
      fill: colours.muted,
    }),
  ).text;
}

/** The baseline of a title's last line, px. */
function endOf(title: string): number {
  return titleTop + (linesOf(title).length - 1) * titleLine;
}

/** The content of `cardOf` in words, as alternative text. */
export function altOf(results: readonly RecordedRun[]): string {
  const each = results.map((result) => {
    const troubles = troublesOf(result).map(({ text: words }) => words);
    return `${result.how} ${formatMs(result.wallMs)} (${troubles.join(", ")})`;
  });
  return `Wall times of ${subtitle(results)}: ${each.join("; ")}.`;
}

/** "Measured in Node.js 24 on 2 cores, …" */
export function placeOf(results: readonly RecordedRun[]): string {
  const environment = results[0]?.environment;
  if (!environment) return "";
  const where = `Measured in ${environment.engine} on ${plural(environment.reportedCores, "core")}`;
  return environment.backend === "modelled" ? `${where}, against a modelled service` : where;
}

function subtitle(results: readonly RecordedRun[]): string {
  const spec = setUpOf(results);
  return spec ? `${titleOf(spec)}: ${tasksOf(spec)}` : "";
}

function row(
  result: RecordedRun,
  y: number,
  height: number,
  endMs: number,
  colours: FigureColours,
): Markup[] {
  const { how, wallMs, eventLoop } = result;
  const large = height > 80;
  const lengthOf = (ms: number): number => (ms / endMs) * (barsRight - barsLeft);
  const wall = {
    x: barsLeft,
    y: y + 4,
    width: Math.max(4, lengthOf(wallMs)),
    height: height * (large ? 0.5 : 0.46),
  };
  const line = { y: wall.y + wall.height + 5, height: height * 0.14 };
  const middle = wall.y + wall.height / 2;
  const below = large ? middle + 38 : middle + 28;
  return [
    text(how, {
      x: left,
      y: middle + 11,
      "font-size": large ? 34 : 28,
      "font-weight": 700,
      fill: colours.ink,
    }),
    text(detailOf(result), {
      x: left,
      y: below + 6,
      "font-size": large ? 22 : 18,
      fill: colours.muted,
    }),
    element("rect", { ...wall, fill: colours.strategies[how] }),
    ...(isPlain(how) ? [] : [element("rect", { ...wall, fill: `url(#cut-${how})` })]),
    element("rect", { x: barsLeft, width: wall.width, ...line, fill: colours.line }),
    ...eventLoop.freezes.map(({ startMs, endMs: until }) =>
      element("rect", {
        x: barsLeft + lengthOf(startMs),
        width: Math.max(2, lengthOf(Math.min(until, endMs) - startMs)),
        ...line,
        fill: colours.alarm,
      }),
    ),
    text(formatMs(wallMs), {
      x: right,
      y: middle + 13,
      "font-size": large ? 44 : 34,
      "font-weight": 700,
      "text-anchor": "end",
      fill: colours.ink,
    }),
    ...troublesOf(result).map(({ text: words, bad }, i) =>
      text(words, {
        x: right,
        y: below + 8 + i * 28,
        "font-size": large ? 22 : 19,
        "text-anchor": "end",
        fill: bad ? colours.alarm : colours.muted,
      }),
    ),
  ];
}

function detailOf({ how, spec }: RecordedRun): string {
  return strategyEntry(how).numberSaid(spec);
}

/** Failure counts if there is a bystander or a failed task, else the longest freeze. */
function troublesOf({
  tasks,
  bystander,
  eventLoop,
}: RecordedRun): { text: string; bad: boolean }[] {
  const failed = (who: string, count: number, all: number) => ({
    text: `${who}${formatCount(count)} of ${formatCount(all)} failed`,
    bad: count > 0,
  });
  if (bystander) {
    const { sent, refused, timedOut } = bystander;
    return [failed("", tasks.failed, tasks.count), failed("bystander: ", refused + timedOut, sent)];
  }
  if (tasks.failed > 0) return [failed("", tasks.failed, tasks.count)];
  const longestMs = eventLoop.longestFreezeMs;
  return [{ text: `longest freeze ${formatMs(longestMs)}`, bad: longestMs >= longFreezeMs }];
}

/** Splits a long title into two lines near its middle, preferably after punctuation. */
function linesOf(title: string): string[] {
  if (title.length <= longestLine) return [title];
  const middle = title.length / 2;
  const spaces = [...title.matchAll(/ /g)].map(({ index }) => index);
  const offMiddle = (i: number) =>
    Math.abs(i - middle) - (/[.?:,]/.test(title.charAt(i - 1)) ? longestLine / 3 : 0);
  const at = spaces.reduce((best, i) => (offMiddle(i) < offMiddle(best) ? i : best), 0);
  return at > 0 ? [title.slice(0, at), title.slice(at + 1)] : [title];
}

/** Wraps `says` between words into lines of at most `most` characters. */
function wordsIn(says: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of says.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

export function text(content: string, attributes: Attributes): Markup {
  return element("text", attributes, content);
}
