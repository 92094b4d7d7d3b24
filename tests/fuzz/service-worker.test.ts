/**
 * The built service worker itself, in a scope of its own: messages and requests of any kind leave no
 * exception and no rejection to anybody. in-browsers.test.ts asks the same of it where it lives.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { builtSite } from "../browser/driver/plain-host.ts";
import * as corpus from "./corpus.ts";
import { fuzz, watchForHangs } from "./fuzz.ts";
import { cloneable, joinTexts, mutated, traps } from "./mutations.ts";

watchForHangs();

const root = "https://lanes.example/some/folder/";

type Listener = (event: unknown) => void;

/** The scope that a browser gives to a service worker. Nothing is in its caches; no network. */
function startWorker(): Map<string, Listener> {
  const listeners = new Map<string, Listener>();
  const noNetwork = async () => {
    throw new TypeError("Failed to fetch");
  };
  const scope = {
    registration: { scope: root },
    clients: { claim: async () => undefined, matchAll: async () => [{ id: "page" }] },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    caches: { keys: async () => [], open: noNetwork },
    fetch: noNetwork,
    ...{ URL, URLSearchParams, Response, Headers, queueMicrotask, console, performance },
  };
  createContext(Object.assign(scope, { self: scope }));
  runInContext(readFileSync(resolve(builtSite, "service-worker.js"), "utf8"), scope);
  return listeners;
}

const lost: unknown[] = [];
const onLost = (error: unknown) => lost.push(error);
process.on("unhandledRejection", onLost);
process.on("uncaughtException", onLost);
afterAll(() => {
  process.off("unhandledRejection", onLost);
  process.off("uncaughtException", onLost);
});

/** Turns of the event loop, in which messages arrive and promises are rejected to nobody. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((soon) => setImmediate(soon));
}

describe("the service worker", () => {
  const listeners = startWorker();

  test("takes messages of any kind, and whatever comes through their ports", async () => {
    const record = fc.dictionary(fc.constantFrom("type", "run", "ports"), cloneable);
    const almost = fc
      .tuple(fc.constantFrom("would-isolate", "keep", "answer-fetches"), record)
      .map(([type, odd]): unknown => ({ type, ...odd }));
    const generated = fc.record({
      data: fc.oneof({ weight: 4, arbitrary: almost }, cloneable),
      ports: fc.nat(3),
      answers: fc.array(fc.oneof(cloneable, fc.array(fc.oneof(fc.nat(3), fc.string())))),
    });
    const kept = corpus.workerMessages.map((message) => ({ ...message, answers: [null] }));
    const fuzzed = { corpus: "workerMessages", kept, generated, cases: 1500 };
    await fuzz(fuzzed, async ({ data, ports, answers }) => {
      const channels = Array.from({ length: ports }, () => new MessageChannel());
      const waiting: Promise<unknown>[] = [];
      listeners.get("message")?.({
        data,
        ports: channels.map(({ port1 }) => port1),
        source: { id: "page", url: root },
        waitUntil: (done: Promise<unknown>) => waiting.push(done),
      });
      for (const answer of answers) channels[0]?.port2.postMessage(answer);
      await Promise.all(waiting);
      await settled();
      for (const { port1, port2 } of channels) {
        port1.close();
        port2.close();
      }
      if (lost.length > 0) throw lost.splice(0)[0];
    });
  });

  test("answers requests of any kind for what is its own, and lets the others go", async () => {
    const addresses = [
      ...["model/health", "model/delay?ms=0&run=a", "model/delay?ms=10000", "model/", "api/health"],
      ...["", "index.html", "assets/x.js", "stories/x", "api/delay?ms=5", "../outside"],
    ];
    const pieces = fc.constantFrom(
      ...[
        "/",
        "..",
        "%2e",
        "?",
        "&",
        "=",
        "ms=",
        "run=",
        "-1",
        "1e3",
        "model/",
        "delay",
        "%",
        "\ud800",
      ],
    );
    const path = fc.oneof(
      mutated(fc.constantFrom(...addresses), pieces, joinTexts),
      fc.constantFrom(...addresses),
    );
    const generated = fc.record({
      path,
      elsewhere: fc.boolean(),
      method: fc.constantFrom("GET", "GET", "HEAD", "POST"),
      mode: fc.constantFrom("navigate", "cors", "same-origin", "no-cors"),
      answers: fc
        .array(fc.oneof(traps, cloneable), { maxLength: 2 })
        .filter((list) => list.every((value) => typeof value !== "symbol")),
    });
    const fuzzed = {
      corpus: "workerRequests",
      kept: corpus.workerRequests,
      generated,
      cases: 1500,
    };
    await fuzz(fuzzed, async ({ path: asked, elsewhere, method, mode, answers }) => {
      const { port1, port2 } = new MessageChannel();
      const reply = new MessageChannel();
      listeners.get("message")?.({
        data: { type: "answer-fetches", run: "a" },
        ports: [port1, reply.port1],
        source: { id: "page", url: root },
        waitUntil: (done: Promise<unknown>) => done,
      });
      port2.onmessage = ({ data: list }) => port2.postMessage([list[0], ...answers]);
      let url: string;
      try {
        url = new URL(asked, elsewhere ? "https://other.example/" : root).href;
      } catch {
        url = root;
      }
      let response: Promise<Response> | undefined;
      listeners.get("fetch")?.({
        request: { url, method, mode, headers: new Headers() },
        respondWith: (given: Promise<Response>) => {
          response = given;
        },
      });
      const own = url.startsWith(root) && method === "GET";
      if (!own) expect(response).toBeUndefined();
      const inModel = own && url.slice(root.length).startsWith("model/");
      if (inModel) {
        const answered = await response;
        expect([200, 400, 503]).toContain(answered?.status);
        await answered?.text();
      } else await response?.catch((error: unknown) => expect(String(error)).toMatch(/fetch/));
      await settled();
      for (const port of [port1, port2, reply.port1, reply.port2]) port.close();
      if (lost.length > 0) throw lost.splice(0)[0];
    });
  });
});
