/** Links of any kind: none throws, hangs or runs, and what was plainly meant is read. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkInPath } from "../../web/not-found/link-in-path.ts";
import { type LinkContext, linkKeys, numberRange } from "../../web/spec/link/grammar.ts";
import { linkOf, readLinkText, withoutLink } from "../../web/spec/link/link-text.ts";
import { normaliseSpec } from "../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../web/spec/link/parse-link.ts";
import { readReference, writeReference } from "../../web/spec/link/reference.ts";
import { writeLink } from "../../web/spec/link/write-link.ts";
import { type Spec, strategies } from "../../web/spec/types.ts";
import { keysOf, readValues, writeValues } from "../../web/stories/parameters.ts";
import { endsInWords, layersOf, several, tellable } from "../web/samples/manglings.ts";
import { references } from "../web/samples/references.ts";
import { contextAndSpec, contexts, numberKeys, works } from "../web/samples/specs.ts";
import * as corpus from "./corpus.ts";
import { fuzzSync, watchForHangs } from "./fuzz.ts";
import { joinTexts, mutated } from "./mutations.ts";

watchForHangs();

/** What links and their manglings are made of. */
const tokens = fc.oneof(
  fc.constantFrom(
    ...[...Object.keys(linkKeys), ...strategies, ...works.map(({ name }) => name)],
    ...[
      "&",
      "=",
      "#",
      "?",
      ";",
      ",",
      "+",
      "%",
      "%26",
      "%3D",
      "%2526",
      "%25",
      "%00",
      "%ff",
      "&amp;",
    ],
    ...[
      "&#38;",
      "&#x26;",
      "&quot;",
      ":~:",
      ":~:text=",
      "/",
      "!",
      ".",
      ")",
      "”",
      "\u202e",
      "\ud83d",
    ],
    ...["0", "1e6", "1,000", "1_000", "-1", "1e999", "NaN", "0x10", "auto", "main", "__proto__"],
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const valid = contextAndSpec.map(([context, spec]) => writeLink(spec, context));
const reference = references.map(writeReference);

const anyLink = fc.oneof(
  { weight: 6, arbitrary: mutated(valid, tokens, joinTexts) },
  { weight: 2, arbitrary: mutated(fc.constantFrom(...corpus.links), tokens, joinTexts) },
  fc.array(tokens, { maxLength: 40 }).map(joinTexts),
  fc.string({ unit: "binary", maxLength: 200 }),
);

const here: LinkContext = { embed: false, reportedCores: 4, works };

const numbers = {
  latency: { label: "", unit: "ms", min: 1, max: 1000, value: 50 },
  seed: { label: "", unit: "", min: 0, max: 2 ** 32 - 1, value: 1 },
};

/** Throws unless `spec` is one that may be run, and `changes` can be shown as they are. */
function check(spec: Spec, changes: readonly string[], context: LinkContext): void {
  const names = works.map(({ name }) => name);
  const good =
    names.includes(spec.work) &&
    spec.how.length > 0 &&
    new Set(spec.how).size === spec.how.length &&
    spec.how.every((how) => strategies.includes(how)) &&
    (spec.ref === "" || readReference(spec.ref) !== undefined) &&
    numberKeys.every((key) => {
      const { min, max } = numberRange(key, spec.work, context);
      return Number.isInteger(spec[key]) && spec[key] >= min && spec[key] <= max;
    });
  if (!good) throw new Error(`It is read as ${JSON.stringify(spec)}.`);
  for (const change of changes) {
    // Words of the link appear shortened and without control characters.
    if (!/^[^\p{Cc}\p{Cf}\p{Cs}]{1,200}$/u.test(change)) throw new Error(`It says: ${change}`);
  }
}

describe("a link", () => {
  test("of any kind is read as a spec in range and plain sentences", () => {
    const fuzzed = { corpus: "links", kept: corpus.links, generated: anyLink, cases: 30_000 };
    fuzzSync(fuzzed, (link) => {
      const { spec, changes } = parseLink(link, here);
      check(spec, changes, here);
      const whole = JSON.stringify(spec);
      if (JSON.stringify(normaliseSpec(spec, here)) !== whole) throw new Error("It is no spec.");
      const again = parseLink(writeLink(spec, here), here);
      if (JSON.stringify(again) !== `{"spec":${whole},"changes":[]}`) {
        throw new Error(`It is written as ${writeLink(spec, here)}.`);
      }
    });
  });

  test("of any kind is read by a story, in an address and without one", () => {
    const fuzzed = { corpus: "links", kept: corpus.links, generated: anyLink, cases: 10_000 };
    fuzzSync(fuzzed, (link) => {
      const { values, changes } = readValues(link, numbers);
      for (const [key, { min, max }] of Object.entries(numbers)) {
        const value = values[key as keyof typeof numbers];
        if (!(Number.isInteger(value) && value >= min && value <= max)) throw new Error(key);
      }
      expect(changes.length).toBeLessThanOrEqual(3);
      expect(readValues(writeValues(values, numbers), numbers)).toMatchObject({ values });
      for (const keys of [linkKeys, keysOf(numbers)]) {
        const address = { hash: link, search: `?${link}` };
        readLinkText(linkOf(address, keys), keys);
        // What is left for others has no link in it any more.
        const search = withoutLink(`?${link}`, keys);
        if (linkOf({ hash: "", search }, keys) !== "") throw new Error(search);
      }
    });
  });

  test("in a path that no host has leads into the same site, and a whole one means the same", () => {
    const generated = fc.record({ link: fc.oneof(anyLink, valid), layers: fc.nat({ max: 3 }) });
    const fuzzed = { corpus: "paths", kept: corpus.paths, generated, cases: 10_000 };
    fuzzSync(fuzzed, ({ link, layers }) => {
      const hash = `%${"25".repeat(layers)}23`;
      const { pathname, search } = new URL(`https://lanes.example/lanes/${hash}${link}`);
      const found = linkInPath({ pathname, search });
      if (found === undefined) return;
      const { origin, hash: read } = new URL(found, "https://lanes.example/x");
      if (origin !== "https://lanes.example") throw new Error(`It leads to ${found}.`);
      parseLink(linkOf({ hash: read, search: "" }, linkKeys), here);
    });
    const whole = { corpus: "links", kept: [], generated: contextAndSpec, cases: 5000 };
    fuzzSync(whole, ([context, spec]) => {
      const written = writeLink(spec, context);
      if (written === "") return;
      const pathname = `/lanes/%23${written.slice(1)}`;
      const found = linkInPath({ pathname, search: "" }) ?? "";
      const hash = found.slice(found.indexOf("#"));
      const read = parseLink(linkOf({ hash, search: "" }, linkKeys), context);
      expect(read).toEqual(parseLink(written, context));
    });
  });

  test("that was mangled means what it meant, or the line names what was lost", () => {
    const generated = fc.tuple(tellable, several).map(([[context, spec], manglings]) => ({
      context,
      spec,
      names: manglings.map(([name]) => name),
      link: manglings.reduce((text, [, mangle]) => mangle(text), writeLink(spec, context)),
    }));
    const fuzzed = { corpus: "links", kept: [], generated, cases: 30_000 };
    fuzzSync(fuzzed, ({ context, spec, names, link }) => {
      const written = writeLink(spec, context);
      if (written === "") return;
      if (endsInWords(written) && names.some((name) => /^ends with %/.test(name))) return;
      const read = parseLink(link, context);
      const same = JSON.stringify(read.spec) === JSON.stringify(spec);
      if (same && read.changes.length === 0) return;
      // More than two layers of encoding are not undone, but told.
      if (layersOf(names) > 2 && read.changes.length > 0) return;
      throw new Error(`${link} is read as ${JSON.stringify(read)}.`);
    });
  });

  test("keeps its meaning among what others have put into it, and only that is named", () => {
    const word = fc.stringMatching(/^[a-z]{3,8}_[a-z0-9]{1,6}$/);
    const generated = fc.record({
      context: contexts,
      pair: contextAndSpec,
      others: fc.array(fc.tuple(fc.nat(20), word, word), { minLength: 1, maxLength: 3 }),
    });
    fuzzSync({ corpus: "links", kept: [], generated, cases: 10_000 }, ({ pair, others }) => {
      const [context, spec] = pair;
      const parts = writeLink(spec, context).slice(1).split("&");
      for (const [at, key, value] of others)
        parts.splice(at % (parts.length + 1), 0, `${key}=${value}`);
      const read = parseLink(`#${parts.join("&")}`, context);
      expect(read.spec).toEqual(spec);
      expect(read.changes).toEqual([expect.stringMatching(/^“.*(were|was) ignored\.$/)]);
    });
  });
});

describe("an author’s results", () => {
  test("of any kind are read as known words and numbers, or not at all", () => {
    const pieces = fc.oneof(tokens, fc.constantFrom(..."0123456789.~:;,!scblptwmn-"));
    const generated = fc.oneof(
      { weight: 4, arbitrary: mutated(reference, pieces, joinTexts) },
      fc.array(pieces, { maxLength: 60 }).map((parts) => `1~${joinTexts(parts)}`),
    );
    const fuzzed = { corpus: "references", kept: corpus.references, generated, cases: 30_000 };
    fuzzSync(fuzzed, (text) => {
      const read = readReference(text);
      if (!read) return;
      if (!/^[A-Za-z]{1,16}( \d[\d.]*)?$/.test(read.engine)) throw new Error(read.engine);
      if (new Set(read.runs.map(({ how }) => how)).size !== read.runs.length) throw new Error(text);
      const written = readReference(writeReference(read));
      if (JSON.stringify(written) !== JSON.stringify(read)) throw new Error(writeReference(read));
    });
  });
});
