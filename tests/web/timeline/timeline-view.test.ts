import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  panned,
  pinched,
  showing,
  type View,
  viewOf,
  wholeView,
  zoomed,
} from "../../../web/timeline/scene/view.ts";

const dataEndMs = fc.double({ min: 0.2, max: 1e6, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });

/** A view reached by zooming in somewhere, and the end of its data. */
const somewhere = fc
  .tuple(dataEndMs, fc.double({ min: 1, max: 1000, noNaN: true }), share)
  .map(([endMs, by, at]) => ({ endMs, view: zoomed(wholeView(endMs), endMs, by, at * endMs) }));

const heldAtTheEnd = {
  endMs: 902882.8607967916,
  view: { startMs: 583886.1740139641, endMs: 728040.3885819013 },
};

function expectWithin({ startMs, endMs }: View, dataEnd: number): void {
  expect(startMs).toBeGreaterThanOrEqual(0);
  expect(endMs).toBeLessThanOrEqual(dataEnd);
  expect(endMs - startMs).toBeGreaterThan(0.0499);
}

describe("the view", () => {
  it("keeps the time under the pointer there when it zooms in", () => {
    fc.assert(
      fc.property(
        somewhere,
        fc.double({ min: 1, max: 50, noNaN: true }),
        share,
        ({ endMs, view }, by, at) => {
          const atMs = view.startMs + at * (view.endMs - view.startMs);
          const next = zoomed(view, endMs, by, atMs);
          const length = next.endMs - next.startMs;
          expect((atMs - next.startMs) / length).toBeCloseTo(at, 5);
        },
      ),
    );
  });

  it("keeps it there when it zooms out as well, unless that would leave the data", () => {
    fc.assert(
      fc.property(
        somewhere,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        share,
        ({ endMs, view }, by, at) => {
          const atMs = view.startMs + at * (view.endMs - view.startMs);
          const next = zoomed(view, endMs, by, atMs);
          const length = next.endMs - next.startMs;
          if (next.startMs > 0 && next.endMs < endMs) {
            expect((atMs - next.startMs) / length).toBeCloseTo(at, 5);
          }
          expect(atMs).toBeGreaterThanOrEqual(next.startMs - 1e-6);
          expect(atMs).toBeLessThanOrEqual(next.endMs + 1e-6);
        },
      ),
      // Clamped at the end of the data, which the view must then reach exactly.
      { examples: [[heldAtTheEnd, 0.3810654045797331, 0]] },
    );
  });

  it("never shows what lies outside of the data, whatever is done to it", () => {
    const step = fc.oneof(
      fc.record({ zoom: factor, at: share }),
      fc.record({ pan: fc.double({ min: -3, max: 3, noNaN: true }) }),
      fc.record({ from: share, to: share }),
      fc.record({ first: share, second: share, firstAt: share, secondAt: share }),
    );
    fc.assert(
      fc.property(dataEndMs, fc.array(step, { maxLength: 30 }), (endMs, steps) => {
        let view = wholeView(endMs);
        for (const each of steps) {
          const length = view.endMs - view.startMs;
          if ("zoom" in each) {
            view = zoomed(view, endMs, each.zoom, view.startMs + each.at * length);
          } else if ("pan" in each) {
            view = panned(view, endMs, each.pan * length);
          } else if ("from" in each) {
            view = viewOf(each.from * endMs, each.to * endMs, endMs);
          } else {
            const at = (part: number) => view.startMs + part * length;
            view = pinched(endMs, [at(each.first), each.firstAt], [at(each.second), each.secondAt]);
          }
          expectWithin(view, endMs);
        }
      }),
    );
  });

  it("is as long after panning as before", () => {
    fc.assert(
      fc.property(somewhere, fc.double({ min: -5, max: 5, noNaN: true }), ({ endMs, view }, by) => {
        const length = view.endMs - view.startMs;
        const next = panned(view, endMs, by * length);
        expect((next.endMs - next.startMs) / length).toBeCloseTo(1, 6);
      }),
    );
  });

  it("keeps two times under two fingers", () => {
    const view = pinched(1000, [200, 0.25], [400, 0.75]);
    expect(view.startMs).toBeCloseTo(100);
    expect(view.endMs).toBeCloseTo(500);
  });

  it("moves only as far as it must to show a span, and stays where it shows it already", () => {
    const view = { startMs: 100, endMs: 200 };
    expect(showing(view, 1000, 120, 180)).toBe(view);
    expect(showing(view, 1000, 150, 900)).toBe(view);
    fc.assert(
      fc.property(share, fc.double({ min: 0, max: 90, noNaN: true }), (from, length) => {
        const startMs = from * 900;
        const next = showing(view, 1000, startMs, startMs + length);
        expect(next.startMs).toBeLessThanOrEqual(startMs + 1e-6);
        expect(next.endMs).toBeGreaterThanOrEqual(startMs + length - 1e-6);
      }),
    );
  });
});
