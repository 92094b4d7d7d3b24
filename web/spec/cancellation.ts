/** Cancellation by AbortSignal: promises reject at once, without waiting for the work itself. */
import { LanesError } from "./errors.ts";

/** The reason of `signal` if that is a LanesError, else a LanesError ("cancelled"). */
export function cancellationOf(signal: AbortSignal): LanesError {
  if (signal.reason instanceof LanesError) return signal.reason;
  return new LanesError("cancelled", "The run was cancelled.");
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancellationOf(signal);
}

/** `doing`, or a rejection as soon as `signal` aborts; the work behind `doing` goes on. */
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

/** Resolves when all of `doing` has settled; values and rejections are dropped. */
export async function allEnded(...doing: Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(doing);
}
