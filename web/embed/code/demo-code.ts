/** The code that a demo shows: what it runs, if somebody wrote that for it, or that of its strategies. */
import { later } from "../../spec/later.ts";
import type { Spec } from "../../spec/types.ts";
import { bringsCode, workEntry } from "../../spec/works.ts";
import type { ShownCode } from "./shown-code.ts";

/** Undefined for a demo that shows none. */
export function loadCode({ show, work }: Spec): Promise<ShownCode> | undefined {
  if (!show.includes("code")) return undefined;
  return bringsCode(workEntry(work))
    ? later("The code", import("./own-code.ts"))
    : later("The code", import("./strategy-code.ts"));
}
