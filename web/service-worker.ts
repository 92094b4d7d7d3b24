/**
 * Answers the fetches of modelled `http` runs, below `model/`. The model itself lives in a worker of
 * the page's, which hands a port to it over before each run; so this stays small, and its being
 * ended by the browser between two runs loses nothing. Built as a classic script of a fixed name at
 * the site's root (vite.config.ts): it imports types only.
 */
import type { Answered, AnswerFetches, Asked } from "./engine/downstream-protocol.ts";

/** What TypeScript's DOM library does not declare beside the types of pages. */
interface ServiceScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "message", listener: (event: Extendable & ClientMessage) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchCall) => void): void;
}
interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}
interface ClientMessage {
  readonly data: AnswerFetches;
  readonly ports: readonly MessagePort[];
  readonly source: { readonly id: string } | null;
}
interface FetchCall {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
const scope = self as unknown as ServiceScope;

/** The way to the model of one page's run. */
class ModelPort {
  readonly page: string;
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (response: Response) => void>();
  #nextId = 0;

  constructor(page: string, port: MessagePort) {
    this.page = page;
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Answered>) => {
      for (let i = 0; i < data.length; i += 3) {
        const [id, outcome, text] = data.slice(i, i + 3) as [number, number, string];
        this.#waiting.get(id)?.(toResponse(outcome === 0 ? 200 : 503, text));
        this.#waiting.delete(id);
      }
    };
  }

  ask(seed: number, ms: number): Promise<Response> {
    return new Promise((resolve) => {
      this.#waiting.set(this.#nextId, resolve);
      this.#port.postMessage([this.#nextId++, seed, ms] satisfies Asked);
    });
  }

  close(): void {
    this.#port.close();
  }
}

/** By run. A page has one run at a time. */
const models = new Map<string, ModelPort>();

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener("message", (event) => {
  const [model, reply] = event.ports;
  if (event.data.type !== "answer-fetches" || !model || !reply) return;
  const page = event.source?.id ?? "";
  for (const [run, before] of models) {
    if (before.page !== page) continue;
    before.close();
    models.delete(run);
  }
  models.set(event.data.run, new ModelPort(page, model));
  // Also a page that was loaded past the service worker (a forced reload) is answered.
  event.waitUntil(scope.clients.claim().then(() => reply.postMessage("answering")));
});

scope.addEventListener("fetch", (event) => {
  const { href, pathname, searchParams } = new URL(event.request.url);
  // Whatever is not ours must go its own way: passing it on costs Firefox five times its duration.
  if (!href.startsWith(`${scope.registration.scope}model/`)) return;
  event.respondWith(answer(pathname.slice(pathname.lastIndexOf("/") + 1), searchParams));
});

async function answer(what: string, query: URLSearchParams): Promise<Response> {
  if (what === "health") return toResponse(200, "modelled");
  const ms = Number(query.get("ms") ?? Number.NaN);
  if (what !== "delay" || !(Number.isInteger(ms) && ms >= 0 && ms <= 10_000)) {
    return toResponse(400, "There is model/delay?ms=0..10000 here, and nothing else.\n");
  }
  const model = models.get(query.get("run") ?? "");
  return model?.ask(0, ms) ?? toResponse(503, "The model of this run is gone: run it again.\n");
}

function toResponse(status: number, text: string): Response {
  const type = text.startsWith("{") ? "application/json" : "text/plain";
  return new Response(text, {
    status,
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" },
  });
}
