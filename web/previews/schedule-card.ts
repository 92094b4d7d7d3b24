/**
 * Draws the shortest schedule that fails as the image of a link preview: a line for each thread, its
 * steps where they come, and what is left. What is drawn was explored, not timed.
 */
import { formatCount, plural } from "../base/format.ts";
import { switchesOf } from "../kit/schedule/stepping.ts";
import { switchCount } from "../kit/schedule/verdict-words.ts";
import { figureColours } from "../share/export/figure-theme.ts";
import { element, type Markup } from "../share/export/svg.ts";
import { threadName } from "../spec/sharing/programs.ts";
import type { Execution, Exploration, SharingStep } from "../spec/sharing/sharing.ts";
import { left, right, sheet, text } from "./card.ts";

export type Schedule = Required<Pick<Exploration, "interleavings" | "failing">> & {
  shortest: Execution;
};

const colours = figureColours.light;
const stepsLeft = 130;
const rowsTop = 196;
const rowHeight = 130;
const box = { gap: 14, height: 88 };

export function scheduleCardOf(title: string, schedule: Schedule): string {
  const { shortest } = schedule;
  const { steps, threads } = shortest;
  const step = (right - stepsLeft) / steps.length;
  const middle = (thread: number) => rowsTop + (thread + 0.5) * rowHeight;
  const switches = switchesOf(shortest);
  return sheet(title, "Every schedule explored, in your own browser", [
    text(`The shortest schedule that loses an update: ${switchCount(shortest.switches)}`, {
      x: left,
      y: 150,
      "font-size": 27,
      fill: colours.muted,
    }),
    ...Array.from({ length: threads }, (_, thread) => [
      text(threadName(thread), {
        x: left,
        y: middle(thread) + 14,
        "font-size": 40,
        "font-weight": 700,
        fill: colours.ink,
      }),
      element("rect", {
        x: stepsLeft,
        y: middle(thread) - 1,
        width: right - stepsLeft,
        height: 2,
        fill: colours.line,
      }),
    ]).flat(),
    ...switches.flatMap((isSwitch, i) =>
      isSwitch
        ? [
            element("line", {
              x1: stepsLeft + i * step,
              x2: stepsLeft + i * step,
              y1: rowsTop + 4,
              y2: rowsTop + threads * rowHeight,
              stroke: colours.alarm,
              "stroke-width": 3,
              "stroke-dasharray": "8 8",
            }),
          ]
        : [],
    ),
    ...steps.flatMap((one, i) => drawn(one, stepsLeft + i * step, step, middle(one.thread))),
    text(sayTotal(schedule), {
      x: left,
      y: 506,
      "font-size": 36,
      "font-weight": 700,
      fill: colours.alarm,
    }),
    text(sayCounts(schedule), { x: left, y: 546, "font-size": 27, fill: colours.ink }),
  ]);
}

/** The card in words, as alternative text. */
export function scheduleAltOf(schedule: Schedule): string {
  const { steps } = schedule.shortest;
  const turns = steps.map((step) => `${threadName(step.thread)}: ${step.what}, ${noteOf(step)}`);
  return `The shortest schedule that loses an update. ${turns.join("; ")}. ${sayTotal(schedule)} ${sayCounts(schedule)}`;
}

/** How much was added, once by each thread, and what came of it. */
function sayTotal({ shortest: { threads, outcome } }: Schedule): string {
  return `${threads} threads each added 1. The total is ${outcome}.`;
}

function sayCounts({ interleavings, failing }: Schedule): string {
  return `Of all ${plural(interleavings, "schedule")}, ${formatCount(failing)} lose an update.`;
}

function noteOf({ sees, leaves }: SharingStep): string {
  return sees === "" ? `leaves ${leaves}` : `sees ${sees}`;
}

function drawn(step: SharingStep, x: number, width: number, y: number): Markup[] {
  const stores = step.sees === "";
  const centre = { x: x + width / 2, "text-anchor": "middle" };
  return [
    element("rect", {
      x: x + box.gap / 2,
      y: y - box.height / 2,
      width: width - box.gap,
      height: box.height,
      rx: 4,
      fill: stores ? colours.strategies.parallel : colours.paper,
      stroke: colours.strategies.parallel,
      "stroke-width": 3,
    }),
    text(step.what, {
      ...centre,
      y: y - 4,
      "font-size": 27,
      "font-weight": 700,
      fill: stores ? colours.paper : colours.ink,
    }),
    text(noteOf(step), {
      ...centre,
      y: y + 28,
      "font-size": 24,
      fill: stores ? colours.paper : colours.ink,
    }),
  ];
}
