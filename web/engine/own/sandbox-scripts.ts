/** The scripts and modules that workers in a sandbox start with: it can fetch none itself. */
import { moduleAddresses, siteRoot } from "../../base/site.ts";
import { LanesError } from "../../spec/errors.ts";
import type { SentModule } from "./protocol.ts";
import type { Started } from "./sandbox.ts";

/** Names of the workers' scripts in the site (plugins/sandbox.ts). */
declare const __SANDBOX_SCRIPTS__: { kernel: string; model: string; explorer: string };
export const scripts = __SANDBOX_SCRIPTS__;

const loaded = new Map<string, Promise<Started>>();

/** The scripts stay the same for as long as the page is open. */
export function startedBy(script: string, module: string): Promise<Started> {
  let loading = loaded.get(script);
  if (!loading) {
    loading = load(script, module);
    loaded.set(script, loading);
    // The network may be back by the next attempt.
    loading.catch(() => loaded.delete(script));
  }
  return loading;
}

async function load(script: string, module: string): Promise<Started> {
  const { script: glue, binary } = moduleAddresses(module);
  const [own, text, bytes] = await Promise.all([
    fetched(`${siteRoot}assets/${script}`).then((response) => response.text()),
    fetched(glue).then((response) => response.text()),
    fetched(binary).then((response) => response.arrayBuffer()),
  ]);
  const core: SentModule = { script: text, binary: bytes };
  return { script: own, core };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address).catch(() => undefined);
  if (response?.ok) return response;
  throw new LanesError(
    "unavailable",
    "The sandbox could not be loaded: the network may be gone. Try again, or reload the page.",
  );
}
