/** What the fixes of the counter cost on real threads: two curves and a table. */
import { html, nothing } from "lit";
import { formatCount, formatMs, plural } from "../../base/format.ts";
import { formatStep } from "../../base/measured.ts";
import type { Curve, Line } from "../../kit/curves/curve-figure.ts";
import type { Price } from "../../spec/sharing/sharing.ts";
import { fixWords } from "./words.ts";

/** "sharded, padded" */
export function kindOf({ fix, padded }: Pick<Price, "fix" | "padded">): string {
  if (fix !== "sharded") return fixWords[fix];
  return padded ? "sharded, padded" : "sharded, neighbours";
}

/** In the order of the measurements. */
export function kindsOf(prices: readonly Price[]): string[] {
  return [...new Set(prices.map(kindOf))];
}

/** The prices of one kind beside those of the atomic addition; and false sharing. */
export function curvesOf(prices: readonly Price[], chosen: string): Curve[] {
  const of = (kind: string) => prices.filter((price) => kindOf(price) === kind);
  const line = (name: string, kind: string, look: Line["look"]): Line[] => {
    const points = of(kind).map((price) => ({ x: price.threads, y: price.operationsPerS }));
    return points.length > 1 ? [{ name, look, points }] : [];
  };
  const curves = [
    curveOf("Increments per second", chosen, of(chosen), prices, [
      ...(chosen === fixWords.atomic ? [] : line("atomic", fixWords.atomic, "dashed")),
      ...(chosen === fixWords.none ? [] : line("no fix, and wrong", fixWords.none, "dotted")),
    ]),
  ];
  const padded = of("sharded, padded");
  if (padded.length > 0) {
    curves.push(
      curveOf("False sharing", "sharded, padded", padded, prices, [
        ...line("sharded, neighbours: one cache line", "sharded, neighbours", "dashed"),
      ]),
    );
  }
  return curves;
}

function curveOf(
  title: string,
  dotsName: string,
  dots: readonly Price[],
  all: readonly Price[],
  lines: readonly Line[],
): Curve {
  const threads = [...new Set(all.map((price) => price.threads))].sort((a, b) => a - b);
  const words = dots.map(sayPrice);
  return {
    title,
    description: `${title}, by threads. ${words.join(" ")}`,
    xLabel: "threads",
    xTicks: threads,
    formatY: inShort,
    dotsName,
    dots: dots.map((price) => ({
      x: price.threads,
      y: price.operationsPerS,
      says: sayPrice(price),
    })),
    lines,
  };
}

function sayPrice(price: Price): string {
  const { threads, operationsPerS } = price;
  return `${kindOf(price)}, ${plural(threads, "thread")}: ${inShort(operationsPerS)} increments per second.`;
}

/** The most threads of each kind against one, and how long they waited, on a clock of such steps. */
export function priceTable(prices: readonly Price[], clockStepMs: number): unknown {
  const most = Math.max(...prices.map(({ threads }) => threads));
  return html`
    <div class="wide" role="group" tabindex="0" aria-label="Prices of the fixes">
      <table>
        <caption>
          Increments per second by all threads together; waiting for the lock, of all times it was
          asked for. Fairness: 1 if all threads are equally fast.
        </caption>
        <thead>
          <tr>
            <td></td>
            <th scope="col">1 thread</th>
            <th scope="col">${plural(most, "thread")}</th>
            <th scope="col">Wait p50</th>
            <th scope="col">p99</th>
            <th scope="col">longest</th>
            <th scope="col">Fairness</th>
          </tr>
        </thead>
        <tbody>
          ${kindsOf(prices).map((kind) => {
            const its = prices.filter((price) => kindOf(price) === kind);
            const one = its.find(({ threads }) => threads === 1);
            const many = its.find(({ threads }) => threads === most);
            const waits = many && (many.fix === "mutex" || many.fix === "queue");
            return html`
              <tr>
                <th scope="row">${kind}</th>
                <td>${one ? inShort(one.operationsPerS) : "–"}</td>
                <td>${many ? inShort(many.operationsPerS) : "–"}</td>
                ${
                  many && waits
                    ? [many.waitMs.p50, many.waitMs.p99, many.waitMs.longest].map(
                        (ms) =>
                          html`<td class="whole">${ms < clockStepMs ? `< ${formatStep(clockStepMs)}` : inUs(ms)}</td>`,
                      )
                    : [0, 1, 2].map(() => html`<td>–</td>`)
                }
                <td>${many ? many.fairness.toFixed(2) : nothing}</td>
              </tr>
            `;
          })}
        </tbody>
      </table>
    </div>
  `;
}

/** What the measurements say, a sentence or two. */
export function sayPrices(prices: readonly Price[]): string {
  const most = Math.max(...prices.map(({ threads }) => threads));
  const at = (kind: string) =>
    prices.find((price) => kindOf(price) === kind && price.threads === most)?.operationsPerS;
  const atomic = at(fixWords.atomic);
  const mutex = at(fixWords.mutex);
  const padded = at("sharded, padded");
  const neighbours = at("sharded, neighbours");
  const parts: string[] = [];
  if (atomic && mutex) {
    parts.push(
      `On ${plural(most, "thread")} the atomic addition did ${inShort(atomic)} increments per second, the mutex ${inShort(mutex)}.`,
    );
  }
  if (padded && neighbours && most > 1) {
    parts.push(
      `Counters of their own did ${inShort(padded)} with a cache line each, and ${inShort(neighbours)} as neighbours on one.`,
    );
  }
  return parts.join(" ");
}

function inShort(perS: number): string {
  if (perS >= 10_000_000) return `${formatCount(Math.round(perS / 1_000_000))} M`;
  if (perS >= 1_000_000) return `${(perS / 1_000_000).toFixed(1)} M`;
  if (perS >= 10_000) return `${Math.round(perS / 1000)} k`;
  return formatCount(Math.round(perS));
}

function inUs(ms: number): string {
  return ms < 0.995 ? `${Math.round(ms * 1000)} µs` : formatMs(ms);
}
