/**
 * The page's side of its service worker (service-worker.ts): isolation where the host gives none, and
 * a copy of the site for the time without a network. Nothing depends on it: a service worker may be
 * missing (no secure context), refused (third-party storage, private windows, sandbox) or broken.
 */
import { withinPatience } from "../base/patience.ts";
import { siteRoot } from "../base/site.ts";
import { hasMeasured, whenQuiet } from "./activity.ts";
import type { KeptSite, SiteRequest } from "./protocol.ts";

/** A reader who leaves sooner does not pay for a copy, ms. */
const keepAfterMs = 2000;
/** A service worker that has not answered by now will not, however slow this device is. */
const patienceMs = 60_000;
/** In the session storage of a tab that has been loaded again for the sake of isolation. */
const reloadedKey = "lanes reloaded to be isolated";

export interface SiteState {
  /** The whole site is kept here, and works without a network. */
  kept: boolean;
  /** Loading the page again would isolate it, and so give its threads shared memory. */
  reloadIsolates: boolean;
}

let state: SiteState = { kept: false, reloadIsolates: false };

/** Dispatches "change" when `siteState` has changed. */
export const siteEvents = new EventTarget();

export function siteState(): SiteState {
  return state;
}

let registering: Promise<ServiceWorkerRegistration> | undefined;

/** Rejects where there can be no service worker. */
export function siteWorker(): Promise<ServiceWorkerRegistration> {
  registering ??= register().catch((error: unknown) => {
    registering = undefined;
    throw error;
  });
  return registering;
}

/** Does what it can for this page; after `ready` the page's own downloads no longer have to come first. */
export async function settleIn(ready: Promise<void>): Promise<void> {
  if (isGuest()) return;
  try {
    if (!crossOriginIsolated) await isolate();
    await ready;
    await new Promise((soon) => setTimeout(soon, keepAfterMs));
    await keepSite();
  } catch {
    // Everything works without.
  }
}

/** Loads the page again when only that is missing and nothing of the reader's would be lost. */
async function isolate(): Promise<void> {
  const touched = new AbortController();
  for (const event of ["pointerdown", "keydown"]) {
    addEventListener(event, () => touched.abort(), { signal: touched.signal });
  }
  const known = await navigator.serviceWorker.getRegistration(siteRoot);
  const { active } = await siteWorker();
  // Also a forced reload goes past the service worker: that was the reader's wish.
  if (known || sessionStorage.getItem(reloadedKey)) return;
  if (!(await ask<boolean>(active, { type: "would-isolate" }))) return;
  if (touched.signal.aborted || hasMeasured()) {
    change({ reloadIsolates: true });
    return;
  }
  touched.abort();
  sessionStorage.setItem(reloadedKey, "yes");
  location.reload();
}

/** File by file, and never while something is being measured. */
async function keepSite(): Promise<void> {
  if (savesData()) return;
  const { installing, waiting, active } = await siteWorker();
  // Each keeps its own version, also while the one before has still pages to serve.
  const newest = installing ?? waiting ?? active;
  for (let left: number | null = 1; left !== 0; ) {
    await whenQuiet();
    ({ left } = await ask<KeptSite>(newest, { type: "keep" }));
    if (left === null) return;
  }
  change({ kept: true });
}

/** The reader asked for less to be transferred: https://wicg.github.io/savedata/ */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/**
 * A frame's storage and its isolation are the affair of the page around it. Measured as well:
 * WebKitGTK 2.50 crashes when a page is left in whose frame a service worker has answered.
 */
function isGuest(): boolean {
  return window.top !== window;
}

async function register(): Promise<ServiceWorkerRegistration> {
  if (isGuest()) throw new Error("A frame has no service worker of ours.");
  const registration = await navigator.serviceWorker.register(`${siteRoot}service-worker.js`, {
    updateViaCache: "none",
  });
  return withinPatience(whenActive(registration), patienceMs);
}

/** `navigator.serviceWorker.ready` says nothing of one that could not be installed. */
function whenActive(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  return new Promise((resolve, reject) => {
    const worker = registration.active ?? registration.waiting ?? registration.installing;
    const look = () => {
      if (registration.active) resolve(registration);
      else if (!worker || worker.state === "redundant") reject(new Error("not installed"));
    };
    worker?.addEventListener("statechange", look);
    look();
  });
}

function ask<Answer>(service: ServiceWorker | null, question: SiteRequest): Promise<Answer> {
  const { port1, port2 } = new MessageChannel();
  service?.postMessage(question, [port2]);
  return withinPatience(
    new Promise<Answer>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    }),
    patienceMs,
  ).finally(() => port1.close());
}

function change(to: Partial<SiteState>): void {
  state = { ...state, ...to };
  siteEvents.dispatchEvent(new Event("change"));
}
