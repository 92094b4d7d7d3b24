/** Parts of a page that are loaded on demand. */
import { LanesError } from "./errors.ts";

/**
 * The module of `fetching`, a dynamic import. Rejects with a LanesError ("unavailable") that names
 * `what` if it cannot be loaded: the network is gone, or the page is being unloaded.
 */
export async function later<Module>(what: string, fetching: Promise<Module>): Promise<Module> {
  try {
    return await fetching;
  } catch {
    throw new LanesError(
      "unavailable",
      `${what} could not be loaded: the network may be gone. Try again, or reload the page.`,
    );
  }
}
