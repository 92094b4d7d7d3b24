/** What this browser lets this page do. Each capability is probed directly, never inferred. */

import { clockResolution } from "../base/clock.ts";
import { fetchText } from "../base/patience.ts";
import { siteRoot } from "../base/site.ts";
import type { Capabilities } from "../spec/types.ts";
import { whyNothingRuns } from "../workers/essentials.ts";
import { canShareMemory } from "../workers/share-memory.ts";
import { originIsOpaque } from "../workers/start-worker.ts";

/** JavaScript Promise Integration, https://github.com/WebAssembly/js-promise-integration */
function hasJspi(): boolean {
  return "Suspending" in WebAssembly;
}

/** The engine's product token from the user agent string, for display. */
export function engineName(userAgent: string): string {
  const found =
    /(Firefox|Edg|OPR|Chrome)\/(\d+)/.exec(userAgent) ??
    /(Version)\/([\d.]+).*Safari/.exec(userAgent);
  if (!found) return "unknown";
  const name = found[1] === "Version" ? "Safari" : found[1];
  return `${name} ${found[2]}`;
}

/** How long to wait for a live server to answer before assuming there is none, ms. */
const serverPatienceMs = 30_000;

/** True when a live serve.py answers beside this page. */
export async function serverAnswers(): Promise<boolean> {
  const answer = await fetchText(`${siteRoot}api/health`, serverPatienceMs);
  try {
    return (JSON.parse(answer ?? "{}") as { status?: unknown }).status === "ok";
  } catch {
    return false;
  }
}

/** A sentence saying that threads cannot share memory here, and why. */
function separateMemories(): string {
  if (originIsOpaque()) {
    return "Separate memories, because this page is in a sandbox without allow-same-origin, where threads cannot be loaded.";
  }
  if (globalThis.crossOriginIsolated) {
    return "Separate memories, because this browser offers no shared memory even to an isolated page.";
  }
  return `Separate memories, because this page is not isolated: ${whyNotIsolated()}`;
}

/** https://html.spec.whatwg.org/multipage/document-sequences.html#cross-origin-isolation-mode */
function whyNotIsolated(): string {
  if (window.top !== window) {
    return "it is framed, and this browser isolates a frame only together with the page around it.";
  }
  if (!isSecureContext) {
    return "browsers isolate only what came over https, or from this machine.";
  }
  return "its host does not send the headers for that, and no service worker could add them.";
}

export function detectCapabilities(network: boolean): Capabilities {
  const here = {
    isolated: globalThis.crossOriginIsolated === true,
    network,
    reportedCores: navigator.hardwareConcurrency || 1,
    clockResolutionMs: clockResolution(),
    engine: engineName(navigator.userAgent),
  };
  const missing = whyNothingRuns();
  if (missing) {
    return { ...here, sharedMemory: false, tier: "none", suspend: "none", notes: [missing] };
  }
  const sharedMemory = canShareMemory();
  const suspend = hasJspi() ? "jspi" : "asyncify";
  const notes: string[] = [];
  if (!sharedMemory) {
    notes.push(`${separateMemories()} Parallel runs use one module per worker.`);
  }
  if (suspend === "asyncify") {
    notes.push(
      "This browser cannot suspend WebAssembly by itself (JSPI): sequential requests use Asyncify instead.",
    );
  }
  if (!network) {
    notes.push(
      "No live server answers beside this page, so requests and queries wait for a model of one. Start a live one with python3 serve.py.",
    );
  }
  return { ...here, sharedMemory, tier: sharedMemory ? "threads" : "workers", suspend, notes };
}
