/**
 * The visible part of the time axis, in ms. Pure functions from view to view: a view never extends
 * beyond the data, and is never shorter than `shortestMs` (unless the data are).
 */
export interface View {
  startMs: number;
  endMs: number;
}

/** Ten steps of the finest clock that browsers give a page (5 µs). */
const shortestMs = 0.05;

export function wholeView(endMs: number): View {
  return { startMs: 0, endMs };
}

export function isWhole({ startMs, endMs }: View, dataEndMs: number): boolean {
  return startMs <= 0 && endMs >= dataEndMs;
}

/** Shows 1/`factor` of the time; `atMs` stays in place unless the view would leave the data. */
export function zoomed(view: View, dataEndMs: number, factor: number, atMs: number): View {
  const lengthMs = view.endMs - view.startMs;
  const wantedMs = withinLength(lengthMs / factor, dataEndMs);
  const share = (atMs - view.startMs) / lengthMs;
  return placed(atMs - share * wantedMs, wantedMs, dataEndMs);
}

export function panned(view: View, dataEndMs: number, byMs: number): View {
  return placed(view.startMs + byMs, view.endMs - view.startMs, dataEndMs);
}

/** The view between two times, in either order, clipped to the data. */
export function viewOf(fromMs: number, toMs: number, dataEndMs: number): View {
  const startMs = Math.max(0, Math.min(fromMs, toMs));
  const lengthMs = Math.min(dataEndMs, Math.max(fromMs, toMs)) - startMs;
  return placed(startMs, withinLength(lengthMs, dataEndMs), dataEndMs);
}

/** The view that has two times at two places (0–1 of its length), as under two fingers. */
export function pinched(
  dataEndMs: number,
  [firstMs, firstAt]: readonly [number, number],
  [secondMs, secondAt]: readonly [number, number],
): View {
  const apart = secondAt - firstAt;
  const lengthMs = Math.abs(apart) < 1e-6 ? dataEndMs : (secondMs - firstMs) / apart;
  const wantedMs = withinLength(lengthMs > 0 ? lengthMs : dataEndMs, dataEndMs);
  const middleMs = (firstMs + secondMs) / 2;
  return placed(middleMs - ((firstAt + secondAt) / 2) * wantedMs, wantedMs, dataEndMs);
}

/** `view` if it contains the interval, or the start of one longer than itself; else moved there. */
export function showing(view: View, dataEndMs: number, startMs: number, endMs: number): View {
  const lengthMs = view.endMs - view.startMs;
  const fits = endMs - startMs <= lengthMs;
  if (startMs >= view.startMs && (fits ? endMs <= view.endMs : startMs < view.endMs)) return view;
  const margin = fits ? (lengthMs - (endMs - startMs)) / 2 : lengthMs / 10;
  return placed(startMs - margin, lengthMs, dataEndMs);
}

function withinLength(lengthMs: number, dataEndMs: number): number {
  return Math.min(Math.max(lengthMs, Math.min(shortestMs, dataEndMs)), dataEndMs);
}

function placed(startMs: number, lengthMs: number, dataEndMs: number): View {
  if (lengthMs >= dataEndMs) return wholeView(dataEndMs);
  // Ends exactly with the data, which start + length may miss by a rounding error.
  if (startMs + lengthMs >= dataEndMs) return { startMs: dataEndMs - lengthMs, endMs: dataEndMs };
  const from = Math.max(startMs, 0);
  return { startMs: from, endMs: from + lengthMs };
}
