/**
 * The only script of the sandbox's page (sandbox.html): starts workers for the page around it, and
 * tells it of those that die. It runs nothing of anybody's, and hears nothing that workers say.
 */
import type { FromFrame, Introduction, ToFrame, WorkerIntroduction } from "../protocol.ts";

/** A script that does not parse says so at once. */
const checkMs = 10_000;

function answer(page: MessagePort, secret: string): void {
  const say = (message: FromFrame) => page.postMessage(message);
  const started = (script: string, died: number) => {
    // From a `data:` URL: measured, WebKitGTK 2.50 starts no worker from a blob in a frame like this.
    const worker = new Worker(`data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`);
    worker.onerror = (event) => {
      event.preventDefault();
      const { message = "", lineno: line = 0, colno: column = 0 } = event;
      say({ secret, died, message, line, column });
    };
    return worker;
  };
  page.onmessage = ({ data, ports }: MessageEvent<ToFrame>) => {
    if ("ping" in data) {
      say({ secret, pong: data.ping });
      return;
    }
    if ("check" in data) {
      const worker = started(data.script, data.check);
      setTimeout(() => worker.terminate(), checkMs);
      return;
    }
    const worker = started(data.script, data.start);
    worker.postMessage({ secret, core: data.core } satisfies WorkerIntroduction, [...ports]);
  };
  say({ secret, ready: true });
}

// Opened in any other way this is a page of the site, where nobody is to start anything.
if (self.origin === "null") {
  addEventListener(
    "message",
    ({ source, data, ports: [page] }: MessageEvent<Introduction>) => {
      if (source === parent && page) answer(page, data.secret);
    },
    { once: true },
  );
}
