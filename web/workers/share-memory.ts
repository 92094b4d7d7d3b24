/** Whether threads of this page can share one memory. */
import { originIsOpaque } from "./start-worker.ts";

/** True when memory can really be shared: the constructor exists and its buffers can be posted. */
export function canShareMemory(): boolean {
  // The threads' own workers are started by address.
  if (originIsOpaque()) return false;
  try {
    const { port1 } = new MessageChannel();
    port1.postMessage(new SharedArrayBuffer(1));
    port1.close();
    return true;
  } catch {
    return false;
  }
}
