/**
 * The page's side of its service worker (service-worker.ts): isolation where the host sends no
 * headers for it, and an offline copy of the site. Nothing depends on it: a service worker may be
 * missing (no secure context), refused (third-party storage, private windows, sandbox) or broken.
 */
import { withinPatience } from "../base/patience.ts";
import { siteRoot } from "../base/site.ts";
import { scriptAddress } from "../workers/script-address.ts";
import { hasMeasured, whenQuiet } from "./activity.ts";
import type { KeptSite, SiteRequest } from "./protocol.ts";

/** Delay before copying, ms: a reader who leaves sooner does not download the site. */
const keepAfterMs = 2000;
/** Timeout for the service worker, generous enough for any slow device. */
const patienceMs = 60_000;
/** Set in the session storage of a tab that was reloaded to become isolated. */
const reloadedKey = "lanes reloaded to be isolated";

export interface SiteState {
  /** The whole site is cached and works offline. */
  kept: boolean;
  /** Reloading the page would isolate it, and so give its threads shared memory. */
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

/**
 * Sets up what this page can have; copies the site only after `ready`, to leave the page's own
 * downloads the bandwidth.
 */
export async function settleIn(ready: Promise<void>): Promise<void> {
  // Whoever uses `window.lanes` hears of it; here it only means that there is nothing to keep.
  ready.catch(() => undefined);
  if (isGuest()) return;
  try {
    if (!crossOriginIsolated) await isolate();
    await ready;
    await new Promise((soon) => setTimeout(soon, keepAfterMs));
    await keepSite();
  } catch {
    // Everything works without it.
  }
}

/** Reloads the page if nothing else is missing and the reader would lose nothing. */
async function isolate(): Promise<void> {
  const touched = new AbortController();
  for (const event of ["pointerdown", "keydown"]) {
    addEventListener(event, () => touched.abort(), { signal: touched.signal });
  }
  const known = await navigator.serviceWorker.getRegistration(siteRoot);
  const { active } = await siteWorker();
  // After a forced reload the page bypasses the service worker, as the reader wanted.
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

/** Copies file by file, and never during a measurement. */
async function keepSite(): Promise<void> {
  if (savesData()) return;
  const { installing, waiting, active } = await siteWorker();
  // Each service worker caches its own version, even while the previous one still serves pages.
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
 * Whether the page is framed. The embedding page decides on a frame's storage and isolation. Also,
 * WebKitGTK 2.50 was measured to crash when leaving a page with a frame that a service worker has
 * answered.
 */
function isGuest(): boolean {
  return window.top !== window;
}

async function register(): Promise<ServiceWorkerRegistration> {
  if (isGuest()) throw new Error("A frame has no service worker of ours.");
  // Where storage is switched off so is this, and Firefox writes a refusal to the console.
  if (!navigator.cookieEnabled) throw new Error("Storage is switched off.");
  const registration = await navigator.serviceWorker.register(
    scriptAddress(`${siteRoot}service-worker.js`),
    { updateViaCache: "none" },
  );
  return withinPatience(whenActive(registration), patienceMs);
}

/** `navigator.serviceWorker.ready` never settles if the installation fails. */
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

/**
 * Asks what may be asked twice. A page that is left is no longer waited for, and asks anew when it is
 * returned to: a message that reaches a page in Firefox's back/forward cache throws it out of there.
 */
function ask<Answer>(service: ServiceWorker | null, question: SiteRequest): Promise<Answer> {
  const answered = new AbortController();
  const { signal } = answered;
  let mine: MessagePort | undefined;
  const answer = new Promise<Answer>((resolve) => {
    const put = () => {
      const { port1, port2 } = new MessageChannel();
      mine = port1;
      port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
      service?.postMessage(question, [port2]);
    };
    addEventListener("pagehide", () => mine?.close(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && put(), { signal });
    put();
  });
  return withinPatience(answer, patienceMs).finally(() => {
    answered.abort();
    mine?.close();
  });
}

function change(to: Partial<SiteState>): void {
  state = { ...state, ...to };
  siteEvents.dispatchEvent(new Event("change"));
}
