/** What programs give to `window.lanes`, and pages to embeds: refused with a sentence, or meant. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { readMessage } from "../../web/embed/messages.ts";
import { embedCode } from "../../web/share/embed-code.ts";
import { linkWithResults } from "../../web/share/results-link.ts";
import { LanesError } from "../../web/spec/errors.ts";
import { loadCodeLink } from "../../web/spec/link/code-link.ts";
import { defaultSpec } from "../../web/spec/link/grammar.ts";
import { normaliseSpec } from "../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../web/spec/link/parse-link.ts";
import { writeReference } from "../../web/spec/link/reference.ts";
import { writeLink } from "../../web/spec/link/write-link.ts";
import { type Spec, strategies } from "../../web/spec/types.ts";
import { catalogue } from "../../web/spec/works.ts";
import { references } from "../web/samples/references.ts";
import { resultOf } from "../web/samples/results.ts";
import * as corpus from "./corpus.ts";
import { fuzzSync, watchForHangs } from "./fuzz.ts";
import { anything, cloneable, traps } from "./mutations.ts";

watchForHangs();
beforeAll(loadCodeLink);

const context = { embed: false, reportedCores: 4 };
const site = "https://lanes.example/some folder/";

/** A valid spec of which up to three keys have any value, keys that there are not among them. */
const almostSpec = fc
  .tuple(
    fc.record(
      {
        work: fc.constantFrom(...catalogue.map(({ name }) => name)),
        how: fc.shuffledSubarray([...strategies], { minLength: 1 }),
        tasks: fc.double(),
        size: fc.double(),
        seed: fc.integer(),
        loop: fc.constantFrom("main", "worker"),
        ref: references.map(writeReference),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(defaultSpec("hash", context))), fc.string()),
      fc.oneof(traps, anything, fc.array(fc.oneof(traps, fc.constantFrom(...strategies)))),
      { maxKeys: 3 },
    ),
  )
  .map(([valid, odd]): unknown => ({ ...valid, ...odd }));
const anySpec = fc.oneof({ weight: 6, arbitrary: almostSpec }, anything, traps);

/** What `call` gives; undefined where it refuses, which it may do in one way only. */
function orRefused<Value>(call: () => Value): Value | undefined {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof LanesError) || error.code !== "bad-spec") throw error;
    expect(error.message).toMatch(/^[A-Z“][^\p{Cc}\p{Cf}\p{Cs}]{1,250}\.$/u);
    return undefined;
  }
}

describe("a program’s spec", () => {
  test("of any kind is refused with a sentence, or written as a link that means it", () => {
    const fuzzed = { corpus: "specs", kept: corpus.specs, generated: anySpec, cases: 20_000 };
    fuzzSync(fuzzed, (given) => {
      const partial = given as Partial<Spec>;
      const spec = orRefused(() => normaliseSpec(partial, context));
      const link = orRefused(() => writeLink(partial, context));
      const frame = orRefused(() => embedCode(partial, {}, site, context));
      const element = orRefused(() => embedCode(partial, { kind: "element" }, site, context));
      orRefused(() => linkWithResults(partial, [], context));
      expect([link, frame, element].map((one) => one === undefined)).toEqual(
        Array(3).fill(spec === undefined),
      );
      if (spec === undefined) return;
      // Written without its number of workers it would leave them to the reader.
      const whole = writeLink(spec, context);
      expect(parseLink(whole, context)).toEqual({ spec, changes: [] });
      expect(frame?.match(/[<>]/g)?.join("")).toBe("<><><><><><>");
      expect(element?.match(/[<>]/g)?.join("")).toBe("<><><><><><>");
    });
  });

  test("of results of any kind is refused with a sentence", () => {
    const good = resultOf({ how: "sequential", spec: defaultSpec("hash", context) });
    const odd = (part: object) =>
      fc.dictionary(fc.constantFrom(...Object.keys(part)), fc.oneof(traps, anything), {
        maxKeys: 1,
      });
    const almost = fc
      .tuple(odd(good), odd(good.spec), odd(good.environment), odd(good.eventLoop), odd(good.tasks))
      .map(([result, spec, environment, eventLoop, tasks]): unknown => ({
        ...good,
        spec: { ...good.spec, ...spec },
        environment: { ...good.environment, ...environment },
        eventLoop: { ...good.eventLoop, ...eventLoop },
        tasks: { ...good.tasks, ...tasks },
        ...result,
      }));
    const generated = fc.oneof(anything, fc.array(fc.oneof(almost, anything, traps)));
    const fuzzed = { corpus: "results", kept: corpus.results, generated, cases: 5000 };
    fuzzSync(fuzzed, (given) => {
      const link = orRefused(() => linkWithResults({}, given as never, context));
      if (link !== undefined) expect(parseLink(link, context).changes).toEqual([]);
    });
  });
});

describe("a message", () => {
  test("of any kind is not for us, is bad for one plain reason, or is a message", () => {
    const record = fc.dictionary(fc.constantFrom("target", "type", "theme", "spec"), cloneable);
    const almost = fc
      .tuple(fc.constantFrom("run", "cancel", "theme", "height"), record)
      .map(([type, odd]): unknown => ({ target: "lanes", type, ...odd }));
    const generated = fc.oneof({ weight: 4, arbitrary: almost }, cloneable, almostSpec);
    const fuzzed = { corpus: "messages", kept: corpus.messages, generated, cases: 20_000 };
    fuzzSync(fuzzed, (data) => {
      const read = readMessage(data);
      if (read.kind === "bad") expect(read.sentence).toMatch(/^[A-Z][^\n<>]+\.$/);
      if (read.kind !== "good") return;
      const { message } = read;
      // A story's and an embed's next step with it.
      if (message.type === "run") {
        orRefused(() =>
          normaliseSpec({ ...defaultSpec("hash", context), ...message.spec }, context),
        );
      } else expect(["cancel", "theme"]).toContain(message.type);
    });
  });
});
