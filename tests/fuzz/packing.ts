/** Values that JSON has no word for, on their way into a page. */
import fc from "fast-check";
import type { Tab } from "../browser/driver/browsers.ts";

/** JSON. */
export type Packed = string;

/** Everything that can be packed. */
export const plain = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(undefined, null, Number.NaN, -0, 1n, Symbol("x"), []),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      {},
      "",
      "0",
      0,
      -1,
      Number.NEGATIVE_INFINITY,
      2 ** 53,
      true,
      "auto",
    ),
  },
  fc.anything({ withBigInt: true, maxDepth: 2 }),
);

/** What `installUnpack` makes a value of again. */
export function pack(value: unknown): Packed {
  return JSON.stringify(marked(value));
}

/** Lists and records are walked; everything else that JSON would change gets a mark. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return { list: Array.from(value, marked) };
  if (typeof value === "object" && value !== null) {
    return { record: Object.entries(value).map(([key, inner]) => [key, marked(inner)]) };
  }
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  return { kind: typeof value, text: Object.is(value, -0) ? "-0" : String(value) };
}

/** Gives the page `window.unpack`. */
export async function installUnpack(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    type Marked = {
      list?: Marked[];
      record?: [string, Marked][];
      kind?: string;
      text?: string;
    };
    const unmarked = (value: Marked | null): unknown => {
      if (typeof value !== "object" || value === null) return value;
      if (value.list) return value.list.map(unmarked);
      if (value.record) {
        const record = {};
        for (const [key, inner] of value.record) {
          // Also a key called __proto__.
          const property = {
            value: unmarked(inner),
            enumerable: true,
            writable: true,
            configurable: true,
          };
          Object.defineProperty(record, key, property);
        }
        return record;
      }
      const { kind, text = "" } = value;
      if (kind === "number") return Number(text);
      if (kind === "bigint") return BigInt(text);
      return kind === "symbol" ? Symbol(text) : undefined;
    };
    Object.assign(window, { unpack: (packed: string) => unmarked(JSON.parse(packed)) });
  });
}
