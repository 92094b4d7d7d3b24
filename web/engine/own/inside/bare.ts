/**
 * Takes from a worker's global object what code that only computes has no use for. The policy of the
 * sandbox forbids what these would reach; this is the second door, and it leaves nothing by which a
 * page could be flooded with messages.
 */

/** What stays besides JavaScript's own: computing, text, time, and promises. */
const kept = new Set([
  "AbortController",
  "AbortSignal",
  "Blob",
  "CompressionStream",
  "console",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "Crypto",
  "CryptoKey",
  "DecompressionStream",
  "DOMException",
  "Event",
  "EventTarget",
  "MessageChannel",
  "MessageEvent",
  "MessagePort",
  "performance",
  "Performance",
  "queueMicrotask",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "scheduler",
  "Scheduler",
  "self",
  "setInterval",
  "setTimeout",
  "structuredClone",
  "SubtleCrypto",
  "TextDecoder",
  "TextDecoderStream",
  "TextEncoder",
  "TextEncoderStream",
  "URL",
  "URLSearchParams",
  "atob",
  "btoa",
  "WebAssembly",
  "name",
  // What the browser itself looks up on it.
  "constructor",
  "onerror",
  "onunhandledrejection",
  "addEventListener",
  "removeEventListener",
  "dispatchEvent",
]);

/** JavaScript's own globals (ECMA-262, "The Global Object"), of which none reaches anything. */
const language = [
  ..."globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt".split(" "),
  ..."decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape".split(" "),
  ..."AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array".split(" "),
  ..."BigUint64Array Boolean DataView Date DisposableStack Error EvalError".split(" "),
  ..."FinalizationRegistry Float16Array Float32Array Float64Array Function Int8Array".split(" "),
  ..."Int16Array Int32Array InternalError Iterator Map Number Object Promise Proxy".split(" "),
  ..."RangeError ReferenceError RegExp Set String SuppressedError Symbol SyntaxError".split(" "),
  ..."TypeError Uint8Array Uint8ClampedArray Uint16Array Uint32Array URIError WeakMap".split(" "),
  ..."WeakRef WeakSet Atomics Intl JSON Math Reflect Temporal".split(" "),
];
for (const name of language) kept.add(name);

export function bare(global: object): void {
  for (let at: object | null = global; at && at !== Object.prototype; ) {
    for (const name of Reflect.ownKeys(at)) {
      if (typeof name === "symbol" || kept.has(name)) continue;
      if (!Reflect.deleteProperty(at, name)) hide(global, name);
    }
    at = Reflect.getPrototypeOf(at);
  }
}

/** For what cannot be deleted. */
function hide(global: object, name: string): void {
  try {
    Object.defineProperty(global, name, { value: undefined, configurable: false });
  } catch {
    // The browser insists on it; the sandbox's policy holds all the same.
  }
}
