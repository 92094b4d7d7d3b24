/** Starts module workers, working around browsers that cannot load one by URL, or not twice. */
import { scriptAddress } from "./script-address.ts";

/** Workers started from each URL. */
const started = new Map<string, number>();

/** `address`: of a `?worker&url` import. `name`: the worker sees it as `self.name`. */
export function startWorker(address: string, name = ""): Worker {
  if (originIsOpaque()) return startFromBlob(address, name);
  const before = started.get(address) ?? 0;
  started.set(address, before + 1);
  // Measured in WebKitGTK 2.50: of workers started together from one URL only the first has a
  // service worker; offline the others load nothing.
  const own = before > 0 && isServed() ? `?${before}` : "";
  return new Worker(scriptAddress(`${address}${own}`), { type: "module", name });
}

/** In a sandboxed frame, every URL is cross-origin. */
export function originIsOpaque(): boolean {
  return self.origin === "null";
}

/**
 * Such a page may start workers from its own blobs, and those may import scripts with CORS headers.
 * Measured in Chromium 156: this works only in classic workers, which import asynchronously;
 * messages that arrive before the import has finished are queued and replayed.
 */
function startFromBlob(address: string, name: string): Worker {
  const script = `
    const early = [];
    const keep = ({ data, ports }) => early.push({ data, ports: [...ports] });
    addEventListener("message", keep);
    import(${JSON.stringify(address)}).then(
      () => {
        removeEventListener("message", keep);
        for (const said of early) dispatchEvent(new MessageEvent("message", said));
      },
      (error) => setTimeout(() => { throw error; }),
    );`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(scriptAddress(url), { name });
  // The blob has been fetched by the worker's first message or error.
  const revoke = () => URL.revokeObjectURL(url);
  worker.addEventListener("message", revoke, { once: true });
  worker.addEventListener("error", revoke, { once: true });
  return worker;
}

/** Whether a service worker answers this page's requests. */
function isServed(): boolean {
  try {
    return navigator.serviceWorker.controller !== null;
  } catch {
    return false;
  }
}
