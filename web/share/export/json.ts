/**
 * Results as JSON: an array of results of `lanes.run`, with typed arrays as plain arrays. The source that
 * a run brought is in its spec; modules are left out.
 */
import type { Result } from "../../spec/types.ts";

export function jsonOf(results: readonly Result[]): string {
  const plain = (key: string, value: unknown): unknown =>
    key === "wasm" || key === "compiled"
      ? undefined
      : ArrayBuffer.isView(value) && !(value instanceof DataView)
        ? Array.from(value as unknown as ArrayLike<number>)
        : value;
  return `${JSON.stringify(results, plain)}\n`;
}
