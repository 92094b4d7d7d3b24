/** A sandboxed worker's line to the page: a port, and a secret that only our own code here knows. */

import type { Line } from "../../../workers/answering.ts";
import type { FromWorker, ToWorker } from "../../../workers/contract.ts";
import type { SentModule, WorkerIntroduction } from "../protocol.ts";

/**
 * Resolves once the page has introduced itself. What somebody else's code replaces afterwards
 * (MessagePort.prototype and its like) is not looked up again.
 */
export function meetPage(): Promise<{ line: Line; core: SentModule }> {
  return new Promise((resolve) => {
    addEventListener(
      "message",
      ({ data, ports: [port] }: MessageEvent<WorkerIntroduction>) => {
        if (port) resolve({ line: lineOf(port, data.secret), core: data.core });
      },
      { once: true },
    );
  });
}

function lineOf(port: MessagePort, secret: string): Line {
  const post = port.postMessage.bind(port);
  const contentOf = dataGetter();
  let number = 0;
  return {
    hear(message, unreadable) {
      port.onmessageerror = unreadable;
      port.onmessage = (event) => message(contentOf(event) as ToWorker);
    },
    say(message: FromWorker, transfer: Transferable[]) {
      number++;
      post({ secret, number, message }, transfer);
    },
  };
}

/** Reads `event.data` by the getter that the browser had to begin with. */
export function dataGetter(): (event: MessageEvent) => unknown {
  const getter = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get;
  const { apply } = Reflect;
  return (event) => (getter ? apply(getter, event, []) : event.data);
}
