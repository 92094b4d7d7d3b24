/**
 * Somebody else's code that wants out, or to stay: in every engine it reaches nothing, nothing of it
 * survives Cancel, the next run works, and the page says one sentence.
 */
import { describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";

interface End {
  code: string;
  message: string;
  answers: string[];
  printed: string[];
  /** From Cancel to the rejection. */
  quietMs: number;
}

/** Runs `code`, cancels it after `cancelMs` if that is not 0, and says how it ended. */
function endOf(tab: Tab, code: string, cancelMs = 0, more: Partial<Spec> = {}): Promise<End> {
  return tab.evaluate(
    async ({ code, cancelMs, more }) => {
      const abort = new AbortController();
      let abortedMs = Number.NaN;
      const cancel = () => {
        abortedMs = performance.now();
        abort.abort();
      };
      if (cancelMs > 0) setTimeout(cancel, cancelMs);
      const end = { code: "ended", message: "", answers: [], printed: [], quietMs: 0 } as End;
      try {
        const spec = { work: "own", lang: "js" as const, code, how: ["concurrent" as const] };
        const { signal } = abort;
        const [result] = await window.lanes.run(
          { ...spec, tasks: 1, size: 1, ...more },
          { signal },
        );
        end.answers = result?.digests ?? [];
        end.printed = result?.printed ?? [];
      } catch (error) {
        Object.assign(end, {
          code: (error as { code: string }).code,
          message: (error as Error).message,
          quietMs: performance.now() - abortedMs,
        });
      }
      return end;
    },
    { code, cancelMs, more },
  );
}

/** A task that says what it can do with each of `attempts`: nothing, if all is well. */
const trying = (attempts: Record<string, string>) => `export async function task() {
  for (const [what, attempt] of [
    ${Object.entries(attempts).map(([what, attempt]) => `[${JSON.stringify(what)}, async () => { ${attempt} }]`)}
  ]) {
    try { console.log(what, "reached", String(await attempt())); }
    catch (error) { console.log(what, "refused"); }
  }
  return 1;
}`;

/** What each of these gives, if it gives anything, is somebody's. `host`: the page's address. */
const reaching = (host: string): Record<string, string> => ({
  parent: "return parent.document.title",
  top: "return top.location.href",
  opener: "return opener.location.href",
  "the window": "return window.lanes.version",
  "our API": "return lanes.version",
  "the document": "return document.cookie",
  storage: "return localStorage.length",
  "session storage": "return sessionStorage.length",
  cookies: "return (await cookieStore.getAll()).length",
  caches: "return (await caches.keys()).length",
  "service workers": "return (await navigator.serviceWorker.getRegistrations()).length",
  IndexedDB: "return indexedDB.open('x').constructor.name",
  "private files": "return (await navigator.storage.getDirectory()).name",
  locks: "return (await navigator.locks.query()).held.length",
  "a broadcast channel": "return new BroadcastChannel('lanes').name",
  "a worker": "return new Worker('data:text/javascript,1')",
  "a shared worker": "return new SharedWorker('data:text/javascript,1')",
  "messages to the frame": "postMessage({ ready: true }); return 'sent'",
  "the page’s scripts": `return await import(${JSON.stringify(host)} + "service-worker.js")`,
  "a script elsewhere": "return await import('https://example.com/x.js')",
  "a script of its own": "return await import(URL.createObjectURL(new Blob(['export default 1'])))",
  fetch: `return (await fetch(${JSON.stringify(host)})).status`,
  "an absent fetch": `return (await Reflect.getPrototypeOf(globalThis).fetch(${JSON.stringify(host)})).status`,
  XMLHttpRequest: `const x = new XMLHttpRequest(); x.open('GET', ${JSON.stringify(host)}, false); x.send(); return x.status`,
  WebSocket: `return new WebSocket(${JSON.stringify(host.replace("http", "ws"))}).url`,
  EventSource: `return new EventSource(${JSON.stringify(host)}).url`,
  WebTransport: "return new WebTransport('https://example.com/')",
  WebRTC: "return new RTCPeerConnection().signalingState",
  sendBeacon: `return navigator.sendBeacon(${JSON.stringify(host)}, 'x')`,
  importScripts: `return importScripts(${JSON.stringify(host)} + "service-worker.js")`,
  eval: "return eval('1')",
  "new Function": "return new Function('return 1')()",
  "a function’s constructor": "return (async () => {}).constructor('return 1')()",
  "a timer’s text":
    "return await new Promise((ok) => { setTimeout('globalThis.ran = 1', 0); setTimeout(() => ok(globalThis.ran), 50); }).then((ran) => { if (!ran) throw 0; return ran; })",
  notifications: "return await Notification.requestPermission()",
});

/** Code that never ends by itself. */
const endless: Record<string, string> = {
  "an endless loop": "export function task() { for (;;); }",
  "an endless loop while it loads": "for (;;); export function task() {}",
  "endless promises":
    "export async function task() { const again = () => Promise.resolve().then(again); await again(); }",
  "endless output": "export function task() { for (;;) console.log('x'.repeat(100000)); }",
  "endless turns": "export async function task({ turn }) { for (;;) await turn(); }",
  "an endless wait": "export async function task() { await new Promise(() => {}); }",
  "endless requests":
    "export async function task({ get }) { for (;;) get(10000).catch(() => {}), await get(1).catch(() => {}); }",
  // At a pace at which Cancel comes before the machine has any trouble.
  "endless allocation":
    "export async function task() { const kept = []; for (;;) { kept.push(new Uint8Array(2 ** 20).fill(1)); await new Promise((ok) => setTimeout(ok, 10)); } }",
  "endless timers":
    "export async function task() { const again = () => { setTimeout(again); setTimeout(again); }; again(); await new Promise(() => {}); }",
  "a generator without end": "export function* task() { for (;;) yield; }",
  "endless messages":
    "export async function task() { const { port1, port2 } = new MessageChannel(); port1.onmessage = port2.onmessage = ({ target }) => { target.postMessage(1); target.postMessage(1); }; port1.postMessage(1); await new Promise(() => {}); }",
};

/** Code that wants more memory than an engine gives, which refuses without having it. */
const immoderate: Record<string, string> = {
  "a text that doubles": "export function task() { let text = 'x'; for (;;) text += text; }",
  "a buffer of 32 TiB": "export function task() { return new Uint8Array(2 ** 45).length; }",
  "an array of more than there may be":
    "export function task() { const all = []; for (;;) all.length = all.length * 2 + 1; }",
};

/** Code that wants to speak in our own code's name, or to break it. */
const forging: Record<string, string> = {
  "the port, by its prototype": `
    const said = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...all) { globalThis.port ??= this; return said.apply(this, all); };
    export async function task({ get, turn }) {
      await get(1);
      for (const message of [{ secret: "", number: 2, message: { begun: true } }, "x", [1, 1, 1], null]) globalThis.port?.postMessage(message);
      await turn();
      return 1;
    }`,
  "messages, by their event": `
    Object.defineProperty(MessageEvent.prototype, "data", { get() { throw 0; } });
    export async function task({ turn }) { await turn(); return 1; }`,
  "what all objects have": `
    for (const name of ["id", "reply", "news", "secret", "code", "get", "set", "then", "begun"])
      try { Object.defineProperty(Object.prototype, name, { get() { return undefined; }, set() {}, configurable: true }); } catch {}
    export function task() { for (const name of ["id", "reply", "news", "secret", "code", "get", "set", "then", "begun"]) delete Object.prototype[name]; return 1; }`,
  "arrays, maps and promises": `
    Array.prototype.push = Array.prototype.map = Map.prototype.get = function () { throw 0; };
    export function task() { return 1; }`,
  "the clock": `
    performance.now = () => NaN; Date.now = () => NaN;
    export function task() { return 1; }`,
  "a replaced global": `
    globalThis.onmessage = () => { throw 0; }; globalThis.scheduler = null; globalThis.Promise = null;
    export function task() { return 1; }`,
  "an error while nothing runs": `
    setTimeout(() => { throw new Error("later"); });
    await new Promise((ok) => setTimeout(ok, 100));
    export function task() { return 1; }`,
};

const safeCodes = ["ended", "task-threw", "worker-died", "out-of-memory", "does-not-compile"];

describe.each(engines)("%s", (engine: Engine) => {
  describe("code that is not trusted", needs(engine), () => {
    const { tab, server } = useLanes(engine);

    /** The page lives, is where it was, and has nothing left of the sandbox. */
    const expectWhole = async (after: string) => {
      const { answers, code, message } = await endOf(tab, "export const task = () => 42;");
      expect(`${code} ${message}`.trim(), `after ${after}`).toBe("ended");
      expect(answers, `after ${after}`).toEqual([
        "73475cb40a568e8da8a045ced110137e159f890ac4da883b6b17dc651b3a8049",
      ]);
      const { frames, here } = await tab.evaluate(() => ({
        frames: document.querySelectorAll('iframe[sandbox="allow-scripts"]').length,
        here: location.href,
      }));
      expect(frames, `after ${after}`).toBe(0);
      expect(here).toContain(server.url);
    };

    test("reaches nothing", async () => {
      const attempts = reaching(server.url);
      const { code, printed, message } = await endOf(tab, trying(attempts));
      expect(`${code} ${message}`.trim()).toBe("ended");
      expect(printed).toEqual(Object.keys(attempts).map((what) => `${what} refused`));
      await expectWhole("what it tried");
    });

    test("is in a frame without origin, whose policy is its own", async () => {
      const { origin, policy } = await tab.evaluate(async () => {
        const answer = await fetch("sandbox.html");
        const seen = new Promise<string>((resolve) => {
          new MutationObserver((changes, observer) => {
            for (const { addedNodes } of changes) {
              for (const node of addedNodes) {
                if (!(node instanceof HTMLIFrameElement)) continue;
                observer.disconnect();
                node.addEventListener("load", () => {
                  try {
                    resolve(String(node.contentWindow?.origin));
                  } catch {
                    resolve("not to be read");
                  }
                });
              }
            }
          }).observe(document.body, { childList: true });
        });
        const code = "export const task = () => 1";
        await window.lanes.run({ work: "own", lang: "js", code, how: ["sequential"], tasks: 1 });
        return { origin: await seen, policy: answer.headers.get("Content-Security-Policy") ?? "" };
      });
      expect(origin).toBe("not to be read");
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+' data: 'wasm-unsafe-eval'/,
      );
      expect(policy).toContain("sandbox allow-scripts");
      expect(policy).not.toMatch(/unsafe-(inline|eval)'(?<!wasm-unsafe-eval')/);
    });

    test.each(Object.keys(endless))(
      "%s ends with Cancel, and nothing of it is left",
      async (what) => {
        const { code, message, quietMs } = await endOf(tab, endless[what] ?? "", 1000);
        expect(`${code}: ${message}`).toMatch(/^cancelled: /);
        // The benchmark `cancel` measures how soon.
        expect(quietMs).toBeLessThan(10_000);
        await expectWhole(what);
      },
    );

    test.each(Object.keys(immoderate))("is refused %s, and says so", async (what) => {
      const { code, message } = await endOf(tab, immoderate[what] ?? "");
      expect(`${code}: ${message}`).toMatch(
        /^(task-threw|out-of-memory): Your code threw an exception.*: \w/,
      );
      await expectWhole(what);
    });

    test.each(Object.keys(forging))("cannot forge: %s", async (what) => {
      const { code, message } = await endOf(tab, forging[what] ?? "");
      expect(safeCodes, `${code}: ${message}`).toContain(code);
      await expectWhole(what);
    });

    test("messages of the frame that do not fit end the run, and so does another load of it", async () => {
      const ends = await tab.evaluate(async () => {
        const said: string[] = [];
        const slow = "export async function task() { await new Promise(() => {}); }";
        for (const break_ of [
          (frame: HTMLIFrameElement) => {
            frame.src = "about:blank#elsewhere";
          },
          (frame: HTMLIFrameElement) => {
            frame.src = `${location.origin}/embed.html`;
          },
          (frame: HTMLIFrameElement) => frame.contentWindow?.location.replace("about:blank"),
        ]) {
          const abort = new AbortController();
          const giveUp = setTimeout(() => abort.abort(), 300_000);
          const spec = { work: "own", lang: "js" as const, code: slow, tasks: 1 };
          const { signal } = abort;
          let broken = false;
          try {
            await window.lanes.run(
              { ...spec, how: ["concurrent"] },
              {
                signal,
                // Once: a frame that is sent elsewhere again and again loads nothing.
                onProgress({ started }) {
                  const frame = document.querySelector('iframe[sandbox="allow-scripts"]');
                  if (started === 0 || !frame || broken) return;
                  broken = true;
                  break_(frame as HTMLIFrameElement);
                },
              },
            );
            said.push("ended");
          } catch (error) {
            said.push(`${(error as { code: string }).code}: ${(error as Error).message}`);
          }
          clearTimeout(giveUp);
        }
        return said;
      });
      expect(ends).toEqual(
        Array(3).fill(expect.stringMatching(/^worker-died: The code left its sandbox,/)),
      );
      await expectWhole("a frame that went elsewhere");
    });

    test("prints no more than is kept, and answers no more than is taken", async () => {
      const loud =
        "export function task() { for (let i = 0; i < 1e5; i++) console.log('x'.repeat(5000)); return 1; }";
      const { printed } = await endOf(tab, loud);
      expect(printed).toHaveLength(200);
      expect(Math.max(...printed.map(({ length }) => length))).toBe(500);
      expect(printed.at(-1)).toBe("… and more, which is not shown.");
      const long = await endOf(tab, "export function task() { return 'x'.repeat(2 ** 21); }");
      expect(`${long.code}: ${long.message}`).toMatch(/^task-threw: .*the limit is 1048576/);
    });

    test("runs when it is told to and never before", async () => {
      const ran = await tab.evaluate(async () => {
        let frames = 0;
        const observer = new MutationObserver((changes) => {
          for (const { addedNodes } of changes) {
            for (const node of addedNodes) if (node instanceof HTMLIFrameElement) frames++;
          }
        });
        observer.observe(document.body, { childList: true });
        const spec = { work: "own", lang: "js" as const, code: "for(;;);", autorun: true };
        const link = window.lanes.link(spec);
        await window.lanes.estimate(spec);
        location.hash = link;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        observer.disconnect();
        location.hash = "";
        return { frames, link };
      });
      expect(ran.link).toContain("autorun=1");
      expect(ran.frames).toBe(0);
      await expectWhole("a link that would run by itself");
    });
  });
});
