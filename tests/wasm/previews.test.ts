/** The runs that the images of link previews show, made as `serve.py --previews` makes them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownCases } from "../../web/previews/cases/own-cases.ts";
import { tryCases } from "../../web/previews/cases/try-cases.ts";
import { cases, type KeptFile, keptOf, readKept } from "../../web/previews/kept.ts";
import { listName, type Previews } from "../../web/previews/preview.ts";
import { workEntry } from "../../web/spec/works.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = resolve(root, "build/previews");
const folder = mkdtempSync(resolve(tmpdir(), "lanes-previews-"));
/** Among the sources. */
const keptFile = resolve(root, "web/kit/recorded/recorded.json");
const file = resolve(folder, "measured.json");

function measure(): void {
  execFileSync(process.execPath, [resolve(programs, "measure-cases.mjs"), file, "--busy"], {
    env: { ...process.env, LANES_MODULES: resolve(root, "build/generated/wasm") },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

let measured: KeptFile;
const resultsOf = (name: string) => measured.cases?.[name]?.results ?? [];

// Most of a minute; more where others use the cores as well.
beforeAll(() => {
  measure();
  measured = JSON.parse(readFileSync(file, "utf8"));
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }));

const cpu = tryCases.filter(({ spec }) => workEntry(spec.work ?? "")?.bound === "cpu");
const io = tryCases.filter(
  ({ spec }) => workEntry(spec.work ?? "")?.bound === "io" && spec.how?.includes("sequential"),
);

describe("what is measured for the images", () => {
  // Relations that hold however busy the machine is.
  it.each(cpu)("$name: the loop is frozen by what computes on it, unless in slices", ({ name }) => {
    const results = resultsOf(name);
    expect(results.length).toBeGreaterThan(0);
    const free = results.filter(({ how }) => how === "sliced" || how === "parallel");
    for (const result of results) {
      expect(result.tasks.failed).toBe(0);
      if (free.includes(result)) continue;
      const { longestFreezeMs } = result.eventLoop;
      expect(longestFreezeMs).toBeGreaterThan(result.wallMs / 2);
      for (const other of free) {
        expect(other.eventLoop.longestFreezeMs).toBeLessThan(longestFreezeMs);
      }
    }
  });

  it.each(io)("$name: what only waits, waits longest one after another", ({ name }) => {
    const of = (wanted: string) => resultsOf(name).find(({ how }) => how === wanted);
    const [one, together] = [of("sequential"), of("concurrent")];
    expect(one?.wallMs).toBeGreaterThan(together?.wallMs ?? Number.POSITIVE_INFINITY);
  });

  it.each(["connection-pool", "stampede"])(
    "%s: all at once, queries fail that a limit answers",
    (name) => {
      const [concurrent, bounded] = resultsOf(name);
      expect(concurrent?.tasks.failed).toBeGreaterThan(0);
      expect(bounded?.tasks.failed).toBe(0);
    },
  );

  it.each(cases)("$name: the kept measurement has the same set-up and the same answers", (one) => {
    const kept = keptOf(readKept(readFileSync(keptFile, "utf8")), one);
    expect(kept?.digest).toBe(keptOf(measured, one)?.digest);
  });

  it("is kept, and not measured again by the same code", () => {
    for (const one of cases) {
      expect(keptOf(measured, one)?.on).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    const before = statSync(file).mtimeMs;
    measure();
    expect(statSync(file).mtimeMs).toBe(before);
  });

  it("is drawn: each image says the wall times, when and where, or is a schedule or a card of words", () => {
    const out = resolve(folder, "drawn");
    execFileSync(process.execPath, [
      resolve(programs, "make.mjs"),
      out,
      resolve(root, "web/node_modules"),
      file,
    ]);
    const { previews }: Previews = JSON.parse(readFileSync(resolve(out, listName), "utf8"));
    const cards: string[] = [];
    for (const { page, image, alt, measured: where, results, title, says } of previews) {
      expect(readFileSync(resolve(out, image)).subarray(1, 4).toString()).toBe("PNG");
      if (page === "stories/shared-state") {
        expect([alt.startsWith("The shortest schedule"), where]).toEqual([true, ""]);
        continue;
      }
      if (results.length === 0) {
        cards.push(page);
        expect([alt, where]).toEqual([`${title}. ${says}`, ""]);
        continue;
      }
      expect(alt).toMatch(/^Wall times of /);
      expect(where).toMatch(/^Measured in Node\.js \d+ on \d+ cores?, .*on \d{4}-\d\d-\d\d\.$/);
    }
    // Nothing runs somebody's code under Node.
    expect(cards.sort()).toEqual(ownCases.map(({ name }) => `try/${name}`).sort());
  });
});
