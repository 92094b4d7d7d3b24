/** Works that read or write text, against what JavaScript itself makes of the same text. */
import { createHash } from "node:crypto";
import type { MainModule } from "@generated/wasm/lanes";
import { beforeAll, describe, expect, test } from "vitest";
import { loadLanes, requestOf, runTask } from "./module.ts";
import { countsByRegExp, jsonText, logText, patterns } from "./texts.ts";

let lanes: MainModule;
beforeAll(async () => {
  lanes = await loadLanes();
});

function digestOf(work: string, seed: number, size: number): string {
  const { text } = runTask(lanes, requestOf({ work, seed, size, tasks: 1 }), 0);
  return text as string;
}

describe("json", () => {
  test.each([
    [1, 1],
    [2, 64],
    [3, 1000],
    [4294967295, 129],
  ])(
    "of seed %i and size %i writes what JSON.parse reads and JSON.stringify writes",
    (seed, size) => {
      const text = jsonText(seed, size);
      expect(digestOf("json", seed, size)).toBe(createHash("sha256").update(text).digest("hex"));
      const orders = JSON.parse(text) as { id: number; items: unknown[] }[];
      expect(orders.map(({ id }) => id)).toEqual(
        Array.from({ length: size }, (_, i) => 100_000 + i),
      );
      expect(JSON.parse(JSON.stringify(orders))).toEqual(orders);
      // RapidJSON's decimals read back as the same number, but are not always spelt the shortest way
      // (Grisu2); and it writes escapes in capitals.
      const spelling = text
        .replace(/(?<=[:,[])-?\d+\.\d+(?=[,}\]])/g, (decimal) => String(Number(decimal)))
        .replace(/\\u[0-9A-F]{4}/g, (escaped) => escaped.toLowerCase());
      expect(JSON.stringify(orders) === spelling).toBe(true);
    },
  );

  // The native tests find the same (tests/cpp/json_test.cpp).
  test("of seed 1 and size 1000 is the same everywhere", () => {
    expect(digestOf("json", 1, 1000)).toBe(
      "30d99fbd85c28133f7da685b0f7dfbd67b03e0ce00694615d3f2909645c4bccf",
    );
  });
});

describe("regex", () => {
  test.each([
    [1, 1],
    [2, 17],
    [1, 1000],
    [4294967295, 100],
  ])("of seed %i and size %i counts what RegExp counts in the whole text", (seed, size) => {
    const counts = countsByRegExp({ text: logText(seed, size), all: patterns() });
    expect(digestOf("regex", seed, size)).toBe(counts);
  });

  // The native tests find the same (tests/cpp/regex_test.cpp).
  test("of seed 1 and size 1000 is the same everywhere", () => {
    expect(digestOf("regex", 1, 1000)).toBe(
      "timestamp=4770 trouble=2415 address=3249 url=3549 email=916 uuid=3249 quoted=7385 frame=1398",
    );
  });
});

// OEIS A006880.
test("primes counts those up to a thousand million", () => {
  expect(digestOf("primes", 1, 1_000_000)).toBe("78498");
  expect(digestOf("primes", 1, 1_000_000_000)).toBe("50847534");
  expect(digestOf("primes", 1, 4_294_967_295)).toBe("203280221");
});
