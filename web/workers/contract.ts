/** What a page and its workers say to each other, and how it looks on the way. */
import type { ErrorCode } from "../spec/errors.ts";

/** What one kind of worker can be asked and told, and what it tells: one type for both sides. */
export interface Contract {
  /** Requests by name, as functions: what each is asked with, and what it replies. */
  asks: object;
  /** What the worker is told, by name. Nobody waits for it. */
  tells: object;
  /** What the worker tells unasked, by name. */
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
  /** Request `id`; what it is told has the id 0. */
  | { id: number; name: string; what: unknown }
  /** Nobody wants the reply to this request any more. */
  | { cancelled: number };

export type FromWorker =
  /** From now on its lock says that it lives (liveness.ts). */
  | { begun: true }
  | { id: number; reply: unknown }
  /** A request has failed; with the id 0 the worker as a whole. */
  | { id: number; code: ErrorCode; message: string }
  | { news: string; what: unknown };
