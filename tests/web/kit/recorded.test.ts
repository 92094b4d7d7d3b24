import { describe, expect, it } from "vitest";
import { presets } from "../../../web/kit/presets.ts";
import { distance, nearest } from "../../../web/kit/recorded/nearest.ts";
import recorded from "../../../web/kit/recorded/recorded.json" with { type: "json" };
import {
  type RecordedCase,
  recordedAt,
  recordedRunOf,
  sayRecorded,
} from "../../../web/kit/recorded/recorded.ts";
import { readKept } from "../../../web/previews/kept.ts";
import { normaliseSpec } from "../../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { catalogue } from "../../../web/spec/works.ts";
import { resultOf } from "../samples/results.ts";

const cases = readKept(JSON.stringify(recorded)).cases as Record<string, RecordedCase>;
const context = { embed: false, reportedCores: 2 };
const of = (link: string) => parseLink(link, context).spec;
const nameOf = (link: string) => {
  const found = nearest(of(link), cases);
  return Object.keys(cases).find((name) => cases[name] === found);
};

describe("the recorded set-up nearest to another", () => {
  it("is that set-up, where it was recorded", () => {
    for (const [name, { what, results }] of Object.entries(cases)) {
      const { spec, bystander } = JSON.parse(what);
      if (bystander) continue;
      const workers = results[0]?.spec.workers ?? 2;
      const whole = normaliseSpec({ workers, ...spec }, context);
      expect(nearest(whole, cases), name).toBe(cases[name]);
      expect(distance(whole, { ...whole, seed: 7 }), name).toBe(0);
    }
  });

  it("has the same work, or at least one that is bound by the same", () => {
    for (const { name, bound } of catalogue) {
      const found = nearest(of(`#work=${name}`), cases)?.results[0]?.spec.work;
      const same = Object.values(cases).some(({ results }) => results[0]?.spec.work === name);
      if (same) expect(found).toBe(name);
      expect(catalogue.find((work) => work.name === found)?.bound).toBe(bound);
    }
    for (const { spec } of presets) {
      const [first] = nearest(normaliseSpec(spec, context), cases)?.results ?? [];
      expect(first?.spec.work).toBe(spec.work);
    }
  });

  it("has the strategies asked for before it has the numbers", () => {
    expect(nameOf("#how=sequential,concurrent,parallel&tasks=4")).toBe("cpu-demo");
    expect(nameOf("#how=sliced,bounded&tasks=4&size=2000000")).toBe("hashing-five-ways");
    expect(nameOf("#work=query&how=concurrent,bounded&tasks=900&latency=20")).toBe(
      "connection-pool",
    );
    expect(nameOf("#work=http&how=sequential,concurrent&tasks=5&latency=3000")).toBe("io-demo");
  });

  it("is none where nothing is recorded", () => {
    expect(nearest(of(""), {})).toBeUndefined();
    expect(nearest(of(""), { a: { what: "", on: "", digest: "", results: [] } })).toBeUndefined();
  });
});

describe("what is recorded", () => {
  it("says when and where", () => {
    const at = { on: "2026-01-05", engine: "Chrome 156", cores: 1, version: "1" };
    expect(sayRecorded(at)).toBe("Recorded on 5 January 2026 in Chrome 156 on 1 core");
    for (const one of Object.values(cases)) {
      expect(sayRecorded(recordedAt(one) as typeof at)).toMatch(
        /^Recorded on \d+ \w+ 20\d\d in Node\.js \d+ on \d+ cores?$/,
      );
    }
  });

  it("is a result without its spans and answers", () => {
    const result = resultOf({ wallMs: 20 });
    const kept = recordedRunOf(result);
    expect(kept).toMatchObject({ how: result.how, wallMs: 20, valid: true, disturbed: "" });
    for (const key of ["spans", "digests", "bystander"]) expect(kept).not.toHaveProperty(key);
    const report = { sent: 2, answered: 1, refused: 0, timedOut: 1, p50Ms: 1, p99Ms: 1 };
    const shared = recordedRunOf({ ...result, bystander: { ...report, requests: [] } });
    expect(shared.bystander).toEqual(report);
  });
});
