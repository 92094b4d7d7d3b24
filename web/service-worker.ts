/**
 * Lanes' service worker, at the site's root. It has three jobs: it answers the fetches of modelled
 * `http` runs, below `model/`; it isolates pages whose host sends no headers for that; and it keeps
 * an offline copy of the site. All other requests pass by untouched.
 *
 * It does not skip waiting: everything that a version needs has a unique URL (site-copy.ts), so the
 * previous service worker serves the new pages as well until it has no pages left. Measured in
 * Chromium 156: a worker that is loading while another service worker takes over never starts.
 *
 * Built as a classic script with a fixed name (plugins/offline-copy.ts). To remove it, replace it
 * with service-worker-off.js, which is deployed beside it.
 */
import { withinPatience } from "./base/patience.ts";
import type { AnswerFetches } from "./engine/service/downstream-protocol.ts";
import { ModelClient } from "./engine/service/model-client.ts";
import type { ModelAnswer } from "./engine/service/model-codec.ts";
import { isIsolatedByHost, isolated } from "./offline/isolation.ts";
import type { KeptSite, SiteRequest } from "./offline/protocol.ts";
import { hashedFolder, type Site, SiteCopy, sandboxName } from "./offline/site-copy.ts";

/** What TypeScript's DOM library does not declare beside the types of pages. */
interface ServiceScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void>; matchAll(): Promise<readonly { id: string }[]> };
  addEventListener(type: "message", listener: (event: Extendable & ClientMessage) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchCall) => void): void;
}
interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}
interface ClientMessage {
  readonly data: AnswerFetches | SiteRequest | null;
  readonly ports: readonly MessagePort[];
  readonly source: { readonly id: string; readonly url: string } | null;
}
interface FetchCall {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
const scope = self as unknown as ServiceScope;
const root = scope.registration.scope;

/** Written by the build. */
const site = JSON.parse("__LANES_SITE__") as Site;
const copy = new SiteCopy(root, site);

/** How long a claim of all clients is waited for, ms. */
const claimPatienceMs = 1000;

/** The way to the model of a page's run. */
interface RunModel {
  page: string;
  client: ModelClient;
}

const modelGone: ModelAnswer = {
  ok: false,
  text: "The model of this run is gone: run it again.\n",
};

/** By run. A page has one run at a time. */
const models = new Map<string, RunModel>();

scope.addEventListener("message", (event) => {
  const { data, ports, source } = event;
  const [port, reply] = ports;
  if (!port || !data) return;
  if (data.type === "would-isolate") {
    const url = source?.url ?? root;
    event.waitUntil(hostIsolates(url).then((already) => port.postMessage(!already)));
  } else if (data.type === "keep") {
    event.waitUntil(keep().then((kept) => port.postMessage(kept)));
  } else if (data.type === "answer-fetches" && reply) {
    event.waitUntil(connectModel(data.run, source?.id ?? "", port, reply));
  }
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  const url = origin + pathname;
  // Whatever is not ours must go its own way: passing it on costs Firefox five times its duration.
  if (!url.startsWith(root) || request.method !== "GET") return;
  const path = url.slice(root.length);
  if (path.startsWith("model/")) event.respondWith(answer(path.slice(6), searchParams));
  else if (path.startsWith(hashedFolder)) event.respondWith(hashed(request));
  else if (path.startsWith("compiler/") && path.endsWith(".js")) event.respondWith(kept(request));
  else if (path === "compiler/compiler.json") event.respondWith(listing(request));
  else if (path === sandboxName && request.mode !== "navigate")
    event.respondWith(sandbox(request, url));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (path === "api/health") event.respondWith(health(request));
});

/** No need to revalidate: the URL contains a hash of the content. */
async function hashed(request: Request): Promise<Response> {
  return (await copy.hashed(request.url)) ?? isolated(await fetch(request));
}

/** The compiler's script. Its worker keeps it, and gets the rest there (own/compiler/compiler-files.ts). */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request.url, { ignoreVary: true })) ?? isolated(await fetch(request));
}

/** The text of the sandbox's page, always as its host sends it (own/sandbox.ts looks at its headers). */
async function sandbox(request: Request, url: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await copy.page(url)) ?? Response.error();
  }
}

/** Which compiler there is: without a network the one that is kept, and no error on the console. */
async function listing(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request.url, { ignoreVary: true })) ?? Response.error();
  }
}

/** The network first, so that a new version takes effect at once. */
async function page(request: Request, url: string): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.status < 500) return isolated(response);
    return (await copy.page(url)) ?? isolated(response);
  } catch (error) {
    const kept = await copy.page(url);
    if (kept) return kept;
    throw error;
  }
}

/** A failed probe while offline is expected and should not log an error to the console. */
async function health(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return toResponse(200, '{"status":"no network"}');
  }
}

async function hostIsolates(url: string): Promise<boolean> {
  try {
    return isIsolatedByHost(await fetch(url, { method: "HEAD" }));
  } catch {
    return false;
  }
}

async function keep(): Promise<KeptSite> {
  try {
    return { left: await copy.keepOne() };
  } catch {
    return { left: null };
  }
}

async function connectModel(
  run: string,
  page: string,
  model: MessagePort,
  reply: MessagePort,
): Promise<void> {
  for (const [other, before] of models) {
    if (before.page !== page) continue;
    before.client.close(modelGone);
    models.delete(other);
  }
  models.set(run, { page, client: new ModelClient(model) });
  // A page loaded past the service worker is answered, too, and only such a page is claimed: in
  // Firefox 153 a worker that loads during a claim never starts. Nor does a claim end there while a
  // thread of the page blocks, as those of an idle pool do: the page is controlled all the same, and
  // waits for that itself (engine/service/downstream.ts).
  const answered = await scope.clients.matchAll();
  if (!answered.some(({ id }) => id === page)) {
    await withinPatience(scope.clients.claim(), claimPatienceMs).catch(() => undefined);
  }
  reply.postMessage("answering");
}

async function answer(what: string, query: URLSearchParams): Promise<Response> {
  if (what === "health") return toResponse(200, "modelled");
  const ms = Number(query.get("ms") ?? Number.NaN);
  if (what !== "delay" || !(Number.isInteger(ms) && ms >= 0 && ms <= 10_000)) {
    return toResponse(400, "There is model/delay?ms=0..10000 here, and nothing else.\n");
  }
  const client = models.get(query.get("run") ?? "")?.client;
  const { ok, text } = await new Promise<ModelAnswer>((answered) => {
    if (client) client.ask(0, ms, answered);
    else answered(modelGone);
  });
  return toResponse(ok ? 200 : 503, text);
}

function toResponse(status: number, text: string): Response {
  const type = text.startsWith("{") ? "application/json" : "text/plain";
  return new Response(text, {
    status,
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" },
  });
}
