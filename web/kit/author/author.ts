/** The author of a link: their results, and for which set-up. */

import { formatMs, plural } from "../../base/format.ts";
import { type Reference, type ReferenceRun, readReference } from "../../spec/link/reference.ts";
import { runKey } from "../../spec/link/relevance.ts";
import type { Result, Spec, Strategy } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";

export class Author {
  readonly reference: Reference;
  readonly #spec: Spec;

  constructor(reference: Reference, spec: Spec) {
    this.reference = reference;
    this.#spec = spec;
  }

  /** undefined if the link contains no results. */
  static of(spec: Spec): Author | undefined {
    const reference = spec.ref ? readReference(spec.ref) : undefined;
    return reference && new Author(reference, spec);
  }

  /** Their result for this strategy, as long as the set-up is still theirs. */
  runOf(spec: Spec, how: Strategy): ReferenceRun | undefined {
    return this.#alike(spec, how) ? this.reference.runs.find((run) => run.how === how) : undefined;
  }

  /** The part of their results that a link to this set-up still carries. */
  refFor(spec: Spec): string {
    return this.reference.runs.every(({ how }) => this.#alike(spec, how)) ? this.#spec.ref : "";
  }

  /** "Firefox 153, 8 cores reported, threads over shared memory". */
  get where(): string {
    const { engine, reportedCores, tier } = this.reference;
    const parts = [engine];
    if (reportedCores > 0) parts.push(`${plural(reportedCores, "core")} reported`);
    if (tier !== "none") parts.push(tier === "threads" ? "shared memory" : "separate memories");
    return parts.join(", ");
  }

  /** "2.21 s on 8 cores, Firefox 153, longest freeze 2.20 s". */
  describe(run: ReferenceRun): string {
    const { reportedCores, engine, backend } = this.reference;
    const where = reportedCores > 0 ? ` on ${plural(reportedCores, "core")}` : "";
    const parts = [`${formatMs(run.wallMs)}${where}`, engine];
    parts.push(...this.#troubles(run));
    if (run.cold) parts.push("cold");
    if (backend === "modelled") parts.push("modelled downstream");
    return parts.join(", ");
  }

  /** The reader's own result, in the same format: "3.10 s, longest freeze 3.09 s". */
  describeReaders({ wallMs, eventLoop, tasks }: Result): string {
    const { longestFreezeMs, health } = eventLoop;
    const troubles = { longestFreezeMs, missed: health.missed, failed: tasks.failed };
    return [formatMs(wallMs), ...this.#troubles(troubles)].join(", ");
  }

  #troubles({
    longestFreezeMs,
    missed,
    failed,
  }: Pick<ReferenceRun, "longestFreezeMs" | "missed" | "failed">): string[] {
    const parts: string[] = [];
    // Theirs may be of another event loop: an embed’s demos run on a worker’s.
    if (this.reference.loop === this.#spec.loop) {
      parts.push(`longest freeze ${formatMs(longestFreezeMs)}`);
      if (missed > 0) parts.push(`${plural(missed, "check")} missed`);
    }
    if (failed > 0) parts.push(`${plural(failed, "task")} failed`);
    return parts;
  }

  #alike(spec: Spec, how: Strategy): boolean {
    const entry = workEntry(spec.work);
    return runKey(spec, how, entry) === runKey(this.#spec, how, entry);
  }
}
