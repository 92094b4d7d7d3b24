/** Types of the messages between a page and its workers, and their wire format. */
import type { Diagnostic } from "../spec/diagnostic.ts";
import type { ErrorCode } from "../spec/errors.ts";

/** The requests, notifications and news of one kind of worker: one type for both sides. */
export interface Contract {
  /** Requests by name, as functions from argument to reply. */
  asks: object;
  /** One-way messages to the worker, by name. */
  tells: object;
  /** Unsolicited messages from the worker, by name. */
  news: object;
}

export type Asked<C extends Contract, Name extends keyof C["asks"]> = C["asks"][Name] extends (
  what: infer What,
) => unknown
  ? What
  : never;

export type Replied<C extends Contract, Name extends keyof C["asks"]> = C["asks"][Name] extends (
  what: never,
) => infer Reply
  ? Reply
  : never;

export type ToWorker =
  /** Request `id`; one-way messages have id 0. */
  | { id: number; name: string; what: unknown }
  /** The reply to this request is no longer wanted. */
  | { cancelled: number }
  /** To be answered with `holds` when its lock shows that it lives (liveness.ts); 0: release it. */
  | { hold: number };

export type FromWorker =
  /** Its script has run. */
  | { begun: true }
  /** `locked`: false if it got no lock, and works without. */
  | { holds: number; locked: boolean }
  | { id: number; reply: unknown }
  /** A request failed or, with id 0, the whole worker. */
  | { id: number; code: ErrorCode; message: string; diagnostics?: readonly Diagnostic[] }
  | { news: string; what: unknown };
