/** Links are written strictly: as short as can be, and of characters that nothing mangles. */
import { usesThreads } from "../strategies.ts";
import { LanesError, type Spec } from "../types.ts";
import { authorKeys, encodeText } from "./author-text.ts";
import { codeLink } from "./code-link.ts";
import {
  choiceKeys,
  defaultHow,
  defaultSpec,
  defaultWork,
  type LinkContext,
  numberKeys,
} from "./grammar.ts";
import { normaliseSpec } from "./normalise-spec.ts";

/**
 * The shortest `#…` that yields the spec; "" if all of it is default. Keys that `partial` lacks are
 * left to the reader's defaults. A given `workers` is written whenever the run uses it, even if it
 * equals the default here: that depends on the machine, and the reader's may differ.
 */
export function writeLink(partial: Partial<Spec>, context: LinkContext): string {
  const spec = normaliseSpec(partial, context);
  const defaults = defaultSpec(spec.work, context);
  const parts: string[] = [];
  const write = (key: keyof Spec, text: string): void => {
    parts.push(`${key}=${text}`);
  };

  if (spec.work !== defaultWork(context)) write("work", encodeURIComponent(spec.work));
  if (spec.how.join() !== defaultHow.join()) write("how", spec.how.join());
  for (const key of numberKeys) {
    const used = key === "workers" && partial.workers !== undefined && usesThreads(spec.how);
    if (used || spec[key] !== defaults[key]) write(key, String(spec[key]));
  }
  for (const key of choiceKeys) {
    if (spec[key] !== defaults[key]) write(key, spec[key]);
  }
  if (spec.autorun) write("autorun", "1");
  for (const key of authorKeys) {
    if (spec[key]) write(key, encodeText(spec[key]));
  }
  if (spec.show.length > 0) write("show", spec.show.join());
  if (spec.ref) write("ref", spec.ref);
  if (spec.lang !== "js" || spec.code) {
    const link = codeLink();
    // What programs ask for too early.
    if (!link) throw new LanesError("unavailable", "For a link with code await lanes.ready first.");
    parts.push(...link.writeCode(spec, parts));
  }
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}
