/**
 * The code of links, which is read and written by what is loaded when a link or a page needs it
 * (packed-code.ts).
 */
import { later } from "../later.ts";

let loaded: typeof import("./packed-code.ts") | undefined;

/** Rejects with a LanesError ("unavailable"). */
export async function loadCodeLink(): Promise<void> {
  loaded = await later("What reads code in links", import("./packed-code.ts"));
}

/** undefined until it has been loaded. */
export function codeLink() {
  return loaded;
}
