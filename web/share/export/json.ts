/** Results as JSON: an array of results of `lanes.run`, with typed arrays as plain arrays. */
import type { Result } from "../../spec/types.ts";

export function jsonOf(results: readonly Result[]): string {
  const plain = (_key: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as unknown as ArrayLike<number>)
      : value;
  return `${JSON.stringify(results, plain)}\n`;
}
