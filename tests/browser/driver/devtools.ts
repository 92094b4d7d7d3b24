/**
 * What Chromium's DevTools protocol does with tabs that nobody drives. Chromium does not discard a tab
 * that a debugger is attached to, so each command attaches for itself alone.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Undriven } from "./undriven.ts";

/** For `openUndriven`. */
export const devtoolsPort = "--remote-debugging-port=0";

export interface Target {
  id: string;
  url: string;
  webSocketDebuggerUrl: string;
}

export interface Devtools {
  /** The tab whose address has `part` in it. A tab that was discarded is another target. */
  tab(part: string): Promise<Target>;
  /** Opens a tab in front of the others. */
  open(url: string): Promise<Target>;
  /** Brings it to the front. */
  activate(target: Target): Promise<void>;
}

/** That of a browser which shows a page already. */
export async function devtoolsOf({ profile }: Undriven): Promise<Devtools> {
  const file = await readFile(resolve(profile, "DevToolsActivePort"), "utf8");
  const address = `http://127.0.0.1:${file.split("\n")[0]}/json`;
  return {
    async tab(part) {
      const targets = (await (await fetch(`${address}/list`)).json()) as Target[];
      const found = targets.find(({ url }) => url.includes(part));
      if (!found) throw new Error(`There is no tab with ${part}.`);
      return found;
    },
    async open(url) {
      return (await (await fetch(`${address}/new?${url}`, { method: "PUT" })).json()) as Target;
    },
    async activate({ id }) {
      await fetch(`${address}/activate/${id}`);
    },
  };
}

/** Commands to a tab, one after another; what the last of them answers. */
export function command(
  target: Target,
  ...commands: [method: string, params: object][]
): Promise<unknown> {
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const send = (id: number) => {
    const [method, params] = commands[id] ?? [];
    socket.send(JSON.stringify({ id, method, params }));
  };
  return new Promise<unknown>((answered, failed) => {
    socket.onopen = () => send(0);
    socket.onerror = () => failed(new Error(`${target.url} cannot be reached.`));
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(String(data));
      if (id === commands.length - 1) answered(result);
      else if (id !== undefined) send(id + 1);
    };
  }).finally(() => socket.close());
}

/** What `expression` is in that tab, as JSON. */
export async function evaluate<Value>(target: Target, expression: string): Promise<Value> {
  const answer = await command(target, ["Runtime.evaluate", { expression, returnByValue: true }]);
  return (answer as { result: { value: Value } }).result.value;
}
