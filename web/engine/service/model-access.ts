/** How a run reaches the downstream model's worker. */

/** The service that a run asks: its shape, and the run it belongs to. */
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
