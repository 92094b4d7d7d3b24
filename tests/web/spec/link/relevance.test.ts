import { describe, expect, it } from "vitest";
import { defaultSpec } from "../../../../web/spec/link/grammar.ts";
import { runKey } from "../../../../web/spec/link/relevance.ts";
import { bringsCode, catalogue } from "../../../../web/spec/works.ts";

describe("what a result depends on", () => {
  it.each(catalogue.filter(bringsCode))(
    "for $name is its code: source, language and module",
    (entry) => {
      const spec = defaultSpec(entry.name, { embed: false, reportedCores: 4 });
      const keyOf = (part: Partial<typeof spec>) =>
        runKey({ ...spec, ...part }, "concurrent", entry);
      const [one, other] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
      const keys = [
        keyOf({}),
        keyOf({ code: "a" }),
        keyOf({ code: "b" }),
        keyOf({ lang: "cpp", code: "a" }),
        keyOf({ lang: "wasm", wasm: one }),
        // As long as the other.
        keyOf({ lang: "wasm", wasm: other }),
      ];
      expect(new Set(keys).size).toBe(keys.length);
      expect(keyOf({ lang: "wasm", wasm: one })).toBe(keyOf({ lang: "wasm", wasm: one }));
    },
  );
});
