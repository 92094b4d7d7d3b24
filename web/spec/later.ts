/** Parts of a page that are fetched when they are wanted. */
import { LanesError } from "./errors.ts";

/**
 * What `fetching`, a dynamic import, gives. Rejects with a LanesError ("unavailable") that names `what`
 * where it cannot be had: the network is gone, or the page is being left.
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
