/** What nothing can do without: WebAssembly and workers. Everything else has a substitute. */

export const noWorkers =
  "This browser starts no workers on this page, and Lanes computes and watches in them. A policy of whoever manages the browser, or of the page around this one, may forbid them.";

const noWebAssembly =
  "WebAssembly is switched off in this browser, and what Lanes runs is C++ compiled to it. On an iPhone, iPad or Mac that is usually Lockdown Mode, which Safari can turn off for this website; elsewhere it is a policy of whoever manages the browser.";

/** What this browser lacks that nothing can run without; "" if nothing. */
export function missingEssential(): "WebAssembly" | "workers" | "" {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  return typeof Worker === "function" ? "" : "workers";
}

/** A sentence that says why nothing can run in this browser; undefined if it can. */
export function whyNothingRuns(): string | undefined {
  const missing = missingEssential();
  if (missing === "") return undefined;
  return missing === "workers" ? noWorkers : noWebAssembly;
}
