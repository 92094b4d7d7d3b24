/** What a demo says of itself before it has run: its title, and what its author measured. */
import { formatMs, listOf, plural } from "../base/format.ts";
import { Author } from "../kit/author/author.ts";
import type { Spec } from "../spec/types.ts";
import { workEntry } from "../spec/works.ts";

export function titleOf({ work, how, tasks }: Spec): string {
  const what = workEntry(work)?.title ?? work;
  const ways = how.length === 1 ? how[0] : listOf(how);
  return `${what}: ${plural(tasks, "task")}, ${ways}`;
}

/** What the link carries of its author's results; "" if nothing. */
export function authorRan(spec: Spec): string {
  const author = Author.of(spec);
  if (!author) return "";
  const runs = spec.how.flatMap((how) => {
    const run = author.runOf(spec, how);
    return run ? [`${how} ${formatMs(run.wallMs)}`] : [];
  });
  return runs.length > 0 ? `Author: ${listOf(runs)} (${author.where}). ` : "";
}
