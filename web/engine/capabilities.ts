/** What this browser lets this page do. Each thing is tested by itself, none guessed from another. */
import { clockResolution } from "./clock.ts";
import { siteRoot } from "./site.ts";
import type { Capabilities } from "./types.ts";

/** True when memory can really be shared: the constructor exists and its buffers can be posted. */
export function canShareMemory(): boolean {
  try {
    const { port1 } = new MessageChannel();
    port1.postMessage(new SharedArrayBuffer(1));
    port1.close();
    return true;
  } catch {
    return false;
  }
}

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

/** True when a live serve.py answers beside this page. */
export async function serverAnswers(): Promise<boolean> {
  try {
    const response = await fetch(`${siteRoot}api/health`, { cache: "no-store" });
    return response.ok && ((await response.json()) as { status?: unknown }).status === "ok";
  } catch {
    return false;
  }
}

export function detectCapabilities(network: boolean): Capabilities {
  const sharedMemory = canShareMemory();
  const suspend = hasJspi() ? "jspi" : "asyncify";
  const notes: string[] = [];
  if (!sharedMemory) {
    notes.push(
      "Threads with shared memory are not available here, because this page is not cross-origin " +
        "isolated or the browser does not offer them: parallel runs use one separate module per worker instead.",
    );
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
  return {
    isolated: globalThis.crossOriginIsolated === true,
    sharedMemory,
    tier: sharedMemory ? "threads" : "workers",
    suspend,
    network,
    reportedCores: navigator.hardwareConcurrency || 1,
    clockResolutionMs: clockResolution(),
    engine: engineName(navigator.userAgent),
    notes,
  };
}
