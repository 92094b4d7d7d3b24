/** The set-up that a list of results was measured on: as a spec, in words and as a file name. */

import { formatCount, plural } from "../../base/format.ts";
import type { Result, Spec, Strategy } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";

/**
 * The spec that all results share, with their strategies as its `how`; undefined if they were
 * measured on different set-ups, or if there are none. `ref` and what does not affect a run (theme,
 * autorun, the author's words, what is shown) have their defaults.
 */
export function setUpOf(results: readonly Pick<Result, "spec" | "how">[]): Spec | undefined {
  const [first] = results;
  if (!first) return undefined;
  const common = (spec: Spec): Spec => ({
    ...spec,
    how: [],
    ref: "",
    theme: "auto",
    autorun: false,
    title: "",
    note: "",
    show: [],
  });
  const spec = common(first.spec);
  const same = JSON.stringify(spec);
  if (results.some((result) => JSON.stringify(common(result.spec)) !== same)) return undefined;
  return { ...spec, how: [...new Set<Strategy>(results.map(({ how }) => how))] };
}

/** "4 tasks of 2,000,000 links", "10 tasks of 200 ms". */
export function tasksOf(spec: Spec): string {
  const tasks = plural(spec.tasks, "task");
  const { size, shows } = workEntry(spec.work) ?? {};
  if (size) {
    // `size` is that of the whole picture, not of a band.
    const joined = shows === "bands" ? ", " : " of ";
    return `${tasks}${joined}${formatCount(spec.size)} ${size.unit}`;
  }
  const jitter = spec.jitter > 0 ? ` ± ${spec.jitter} %` : "";
  return `${tasks} of ${formatCount(spec.latency)} ms${jitter}`;
}

/** "Hashing". */
export function titleOf(spec: Spec): string {
  return workEntry(spec.work)?.title ?? spec.work;
}

/**
 * Without an extension: `lanes-hash-4x2000000`, `lanes-http-10x200ms-concurrent`; `lanes-results`
 * for several set-ups.
 */
export function fileNameOf(results: readonly Result[]): string {
  const spec = setUpOf(results);
  if (!spec) return "lanes-results";
  const each = workEntry(spec.work)?.size ? `${spec.size}` : `${spec.latency}ms`;
  const how = spec.how.length === 1 ? `-${spec.how[0]}` : "";
  return `lanes-${spec.work}-${spec.tasks}x${each}${how}`;
}
