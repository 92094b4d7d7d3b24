/**
 * What Perfetto's importer and chrome://tracing require of a Chrome JSON trace.
 * Trace Event Format, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */

type Event = Record<string, unknown>;

/** All violations in a document, one string each. Slices are compared in whole ns. */
export function traceProblems(document: unknown): string[] {
  const problems: string[] = [];
  const { traceEvents, displayTimeUnit } = document as Record<string, unknown>;
  if (displayTimeUnit !== "ms" && displayTimeUnit !== "ns") problems.push("displayTimeUnit");
  if (!Array.isArray(traceEvents)) return [...problems, "traceEvents is no list"];
  const named = new Set<string>();
  const slices = new Map<string, { startNs: number; endNs: number; name: string }[]>();
  const open = new Map<string, number>();
  const isTime = (value: unknown): value is number =>
    typeof value === "number" && Number.isFinite(value);
  for (const [i, event] of (traceEvents as Event[]).entries()) {
    const { ph, name, pid, tid, ts, dur, id, cat, args } = event;
    const thread = `${pid}/${tid}`;
    const wrong = (what: string): number => problems.push(`event ${i} (${ph} ${name}): ${what}`);
    if (typeof name !== "string" || name === "") wrong("no name");
    if (!Number.isInteger(pid) || !Number.isInteger(tid)) wrong("pid and tid are whole numbers");
    if (!isTime(ts)) wrong("ts is no time in µs");
    if (args !== undefined && (typeof args !== "object" || args === null)) wrong("args");
    switch (ph) {
      case "X": {
        if (!isTime(dur) || dur < 0) wrong("dur is no time in µs");
        const startNs = toNs(ts);
        const endNs = startNs + toNs(dur);
        const slice = { startNs, endNs, name: String(name) };
        const others = slices.get(thread);
        if (others) others.push(slice);
        else slices.set(thread, [slice]);
        break;
      }
      case "M": {
        const { name: what, sort_index, labels } = (args ?? {}) as Event;
        if (name === "thread_name" || name === "process_name") {
          if (typeof what !== "string") wrong("no name in args");
          named.add(name === "thread_name" ? thread : `${pid}`);
        } else if (name === "thread_sort_index" || name === "process_sort_index") {
          if (!Number.isInteger(sort_index)) wrong("no sort_index in args");
        } else if (name !== "process_labels" || typeof labels !== "string") wrong("unknown");
        break;
      }
      case "C":
        if (!Object.values((args ?? {}) as Event).every(isTime)) wrong("a series is no number");
        break;
      case "b":
      case "e": {
        if (typeof id !== "string" || typeof cat !== "string") wrong("no id or cat");
        const key = `${cat} ${id}`;
        if (ph === "b") {
          if (open.has(key)) wrong("begins twice");
          open.set(key, Number(ts));
        } else {
          const begun = open.get(key);
          if (begun === undefined || begun > Number(ts)) wrong("ends before it begins");
          open.delete(key);
        }
        break;
      }
      default:
        wrong("unknown phase");
    }
  }
  for (const key of open.keys()) problems.push(`${key} never ends`);
  for (const [thread, all] of slices) {
    if (!named.has(thread)) problems.push(`thread ${thread} has no name`);
    if (!named.has(thread.split("/")[0] as string)) problems.push(`${thread}: unnamed process`);
    problems.push(...crossings(all).map((names) => `thread ${thread}: ${names}`));
  }
  return problems;
}

/** Slices of one thread that overlap without nesting. */
function crossings(slices: { startNs: number; endNs: number; name: string }[]): string[] {
  const found: string[] = [];
  const open: { endNs: number; name: string }[] = [];
  for (const slice of slices.toSorted((a, b) => a.startNs - b.startNs || b.endNs - a.endNs)) {
    while (open.length > 0 && (open.at(-1)?.endNs ?? 0) <= slice.startNs) open.pop();
    const around = open.at(-1);
    if (around && around.endNs < slice.endNs) found.push(`${slice.name} crosses ${around.name}`);
    open.push(slice);
  }
  return found;
}

function toNs(us: unknown): number {
  return Math.round(Number(us) * 1000);
}
