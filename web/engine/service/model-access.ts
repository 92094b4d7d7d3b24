/** What a run asks of the downstream model's worker, and gets. */

/** The service that a run asks: its shape, and whose it is. */
export interface ServiceOrder {
  work: string;
  pool: number;
  queue: number;
  timeoutMs: number;
  runId: string;
}

/** What a modelled run needs to reach the model. */
export interface ModelAccess {
  /** A new port to the model (model-client.ts). */
  connect: () => MessagePort;
  /** Prefix of the addresses that the service worker answers; "" when there is none. */
  fetchBase: string;
}
