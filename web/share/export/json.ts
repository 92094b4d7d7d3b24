/** Results as JSON: a list of what `lanes.run` gave, with its columns of numbers as plain lists. */
import type { Result } from "../../spec/types.ts";

export function jsonOf(results: readonly Result[]): string {
  const plain = (_key: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as unknown as ArrayLike<number>)
      : value;
  return `${JSON.stringify(results, plain)}\n`;
}
