/** Signals that cancel: a promise settles when its signal aborts, whatever becomes of what it waits for. */
import { LanesError } from "./errors.ts";

/** What `signal` was aborted with where that says what happened, else that the run was cancelled. */
export function cancellationOf(signal: AbortSignal): LanesError {
  if (signal.reason instanceof LanesError) return signal.reason;
  return new LanesError("cancelled", "The run was cancelled.");
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancellationOf(signal);
}

/** `doing`, or a rejection as soon as `signal` aborts; what is being done is left to itself. */
export function orCancelled<T>(doing: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = () => reject(cancellationOf(signal));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    doing.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}

/** Resolves after `ms`; rejects as soon as `signal` aborts. */
export async function after(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await orCancelled(over, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when all of `doing` has ended, however it did, and keeps nothing of it. */
export async function allEnded(...doing: Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(doing);
}
