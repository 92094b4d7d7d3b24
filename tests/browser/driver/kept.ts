/**
 * One browser of each engine and one serve.py of each kind, kept by each of vitest's workers for all
 * of its files: to start a browser, and to have the site's service worker copy the site into its new
 * profile, takes longer than most tests. A browser that a test has failed in is not used again.
 * Their reader has asked for less motion: drawing what moves costs more than all else.
 */
import { type Browser, type Engine, launch } from "./browsers.ts";
import { type Server, startServer } from "./server.ts";

const browsers = new Map<Engine, Browser>();
const servers = new Map<boolean, Promise<Server>>();

/** The browser of `engine`, with whatever pages of earlier tests have left in its profile. */
export async function keptBrowser(engine: Engine): Promise<Browser> {
  const kept = browsers.get(engine);
  if (kept && !kept.crashed) return kept;
  await forget(engine);
  const launched = await launch(engine, { still: true });
  browsers.set(engine, launched);
  return launched;
}

/** Ends the browser of `engine`; the next one that is asked for is new. */
export async function forget(engine: Engine): Promise<void> {
  const kept = browsers.get(engine);
  browsers.delete(engine);
  await kept?.close().catch(() => undefined);
}

/** serve.py with the built site, always at the same address. */
export function keptServer(isolated: boolean): Promise<Server> {
  let kept = servers.get(isolated);
  if (!kept) {
    kept = startServer(isolated);
    servers.set(isolated, kept);
  }
  return kept;
}

/** Vitest ends its workers by SIGTERM, and half a second later by force: browsers are told to close, ms. */
const closingMs = 400;

process.once("SIGTERM", () => {
  for (const server of servers.values()) void server.then(({ stop }) => stop());
  for (const engine of browsers.keys()) void forget(engine);
  setTimeout(() => process.exit(), closingMs);
});
