/** Starts module workers, also where one cannot be loaded by its address, or not twice. */

/** How many have been started from each address. */
const started = new Map<string, number>();

/** `address`: of a `?worker&url` import. `name`: what the worker finds as its own. */
export function startWorker(address: string, name = ""): Worker {
  if (originIsOpaque()) return startFromBlob(address, name);
  const before = started.get(address) ?? 0;
  started.set(address, before + 1);
  // Measured in WebKitGTK 2.50: of workers that are started together from one address only the first
  // has a service worker, and without a network the others load nothing.
  const own = before > 0 && isServed() ? `?${before}` : "";
  return new Worker(`${address}${own}`, { type: "module", name });
}

/** In a sandboxed frame: every address is another origin's there. */
export function originIsOpaque(): boolean {
  return self.origin === "null";
}

/**
 * Such a page may start workers from its own blobs, and those may import what has CORS headers.
 * Measured in Chromium 156: only classic workers, which have to import after they have started; what
 * was said to them meanwhile is kept, and said again.
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
  const worker = new Worker(url, { name });
  // It has been fetched when the worker first speaks or fails.
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
