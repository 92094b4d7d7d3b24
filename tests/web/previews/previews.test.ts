import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { altOf, cardOf, plainCardOf } from "../../../web/previews/card.ts";
import { ownCases } from "../../../web/previews/cases/own-cases.ts";
import { tryCases } from "../../../web/previews/cases/try-cases.ts";
import { headOf } from "../../../web/previews/head.ts";
import { cases, describeCase, keep, keptOf, readKept } from "../../../web/previews/kept.ts";
import { wasBusy } from "../../../web/previews/node/busy.ts";
import { oEmbedOf } from "../../../web/previews/oembed.ts";
import { listPage, presetPage } from "../../../web/previews/page.ts";
import { imageHeight, imageWidth, type Preview } from "../../../web/previews/preview.ts";
import { quietRound } from "../../../web/previews/rounds.ts";
import { stampede } from "../../../web/previews/shown.ts";
import { addressesAt } from "../../../web/previews/site-address.ts";
import { loadCodeLink } from "../../../web/spec/link/code-link.ts";
import { normaliseSpec } from "../../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { writeLink } from "../../../web/spec/link/write-link.ts";
import { type Result, strategies } from "../../../web/spec/types.ts";
import { stories } from "../../../web/stories/catalogue.ts";
import { resultOf } from "../samples/results.ts";
import { readXml } from "../samples/xml.ts";

await loadCodeLink();

const context = { embed: false, reportedCores: 2 };
const preview: Preview = {
  page: "try/a-case",
  kind: "preset",
  title: "A case",
  says: "What there is to see.",
  image: "a-case.png",
  alt: "sequential 2 s",
  measured: "Measured somewhere.",
  results: [],
  link: "#how=sequential",
  frame: "embed.html#how=sequential",
  frameHeight: 300,
};
const here = addressesAt(undefined);
const there = addressesAt("https://lanes.example/demos");

/** Texts that would change the markup if they were not escaped, and random ones. */
const hostile = fc.oneof(
  fc.constantFrom('"><script>alert(1)</script>', "' onload='x", "</title><b>", "&lt;i&gt;", "a&b"),
  fc.string({ unit: "binary", maxLength: 30 }),
);

describe("the tryCases", () => {
  it("are a dozen, and their names make addresses", () => {
    expect(tryCases.length).toBeGreaterThanOrEqual(12);
    const names = [...tryCases.map(({ name }) => name), stampede.name];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each([...tryCases, ...ownCases])("$name is a set-up that its link means", ({ spec }) => {
    for (const embed of [false, true]) {
      const where = { ...context, embed };
      const { spec: read, changes } = parseLink(writeLink(spec, where), where);
      expect(changes).toEqual([]);
      expect(read).toEqual(normaliseSpec(spec, where));
    }
  });

  const measured = stories.filter(({ shows }) => shows !== "schedule");
  it.each(measured)("one of them, or a run of its own, shows the story $name", ({ shows }) => {
    expect([...tryCases, stampede].map((one) => one.name)).toContain(shows);
  });
});

describe("a page for previews", () => {
  /** Tags in order, with the names of their attributes; the values, in double quotes, are cut. */
  const tagsOf = (html: string) => html.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g);

  it("says who it is, where it is, and what it shows", () => {
    const html = presetPage(preview) + headOf(preview, there);
    for (const tag of [
      "<title>A case | Lanes</title>",
      '<meta name="description" content="What there is to see." />',
      '<meta property="og:title" content="A case" />',
      '<meta property="og:description" content="What there is to see." />',
      '<link rel="canonical" href="https://lanes.example/demos/try/a-case/" />',
      '<meta property="og:url" content="https://lanes.example/demos/try/a-case/" />',
      '<meta property="og:image" content="https://lanes.example/demos/try/a-case/preview.png" />',
      '<meta property="og:image:width" content="1200" />',
      '<meta property="og:image:height" content="630" />',
      '<meta property="og:image:alt" content="sequential 2 s" />',
      '<meta name="twitter:card" content="summary_large_image" />',
      '<link rel="alternate" type="application/json+oembed" href="https://lanes.example/demos/try/a-case/oembed.json" title="A case" />',
      'href="../../#how=sequential">Run it in your browser</a>',
    ]) {
      expect(html).toContain(tag);
    }
  });

  it("invents no host where nobody said one", () => {
    const html = presetPage(preview) + headOf(preview, here) + listPage(preview, [preview]);
    expect(html).not.toMatch(/https?:/);
    expect(html).not.toContain("og:url");
    expect(html).toContain('<link rel="canonical" href="./" />');
    expect(html).toContain('<meta property="og:image" content="./preview.png" />');
    expect(JSON.stringify(oEmbedOf(preview, here))).not.toMatch(/https?:/);
  });

  it("is made of the same tags whatever its texts are", () => {
    const all = (one: Preview) =>
      presetPage(one) + listPage(one, [one]) + headOf(one, there) + oEmbedOf(one, there).html;
    const plain = tagsOf(all(preview));
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, says, alt) => {
        const some = {
          ...preview,
          title,
          says,
          alt,
          measured: `${alt}.`,
          link: `#${says}`,
          frame: alt,
        };
        expect(tagsOf(all(some))).toEqual(plain);
      }),
    );
  });

  it.each(["lanes.example", "ftp://lanes.example/", "https://lanes.example/?a", "javascript:0"])(
    "is not built for the address %s",
    (address) => {
      expect(() => addressesAt(address)).toThrow(/LANES_ADDRESS must be a web address/);
    },
  );

  it("has relative addresses that lead to where the absolute ones do", () => {
    for (const page of ["", "try", "try/a-case", "stories/b"]) {
      for (const path of [
        "",
        "preview.png",
        "try/a-case/preview.png",
        "stories/b/",
        "a.html#x=1",
      ]) {
        const base = `https://lanes.example/demos/${page && `${page}/`}`;
        expect(new URL(here(path, page), base).href).toBe(there(path, page));
      }
    }
  });
});

describe("the oEmbed answer", () => {
  it("has what oEmbed 1.0 requires of a rich one, and the frame of its own size", () => {
    const answer = oEmbedOf(preview, there);
    expect(answer).toMatchObject({ type: "rich", version: "1.0", title: "A case", height: 300 });
    expect(answer.html).toBe(
      `<iframe src="https://lanes.example/demos/embed.html#how=sequential" title="A case" width="${answer.width}" height="300" loading="lazy" allow="cross-origin-isolated; fullscreen"></iframe>`,
    );
    expect(answer.provider_url).toBe("https://lanes.example/demos/");
    // oEmbed, section 2.3.4: a thumbnail’s URL requires its width and height.
    expect([answer.thumbnail_width, answer.thumbnail_height]).toEqual([imageWidth, imageHeight]);
    expect(answer.thumbnail_url).toBe("https://lanes.example/demos/try/a-case/preview.png");
  });
});

describe("the image", () => {
  const frozen = (how: Result["how"], wallMs: number): Result => {
    const result = resultOf({ how, wallMs });
    Object.assign(result.eventLoop, {
      longestFreezeMs: 1900,
      freezes: [{ startMs: 50, endMs: 1950 }],
    });
    return result;
  };

  it("is XML of its size with every strategy’s time and freeze, whatever its title is", () => {
    const results = strategies.map((how) => frozen(how, 2000));
    fc.assert(
      fc.property(hostile, (title) => {
        const [svg] = readXml(cardOf(title, results));
        expect(svg?.attributes.get("width")).toBe(String(imageWidth));
        expect(svg?.attributes.get("height")).toBe(String(imageHeight));
      }),
    );
    const card = cardOf("A case", results);
    for (const how of strategies) expect(card).toContain(`>${how}</text>`);
    expect(card.match(/>2\.00 s<\/text>/g)).toHaveLength(strategies.length);
    expect(card.match(/>longest freeze 1\.90 s<\/text>/g)).toHaveLength(strategies.length);
    expect(altOf(results)).toContain("sequential 2.00 s (longest freeze 1.90 s)");
  });

  it("draws nothing outside itself", () => {
    for (const count of [1, 2, 5]) {
      const card = cardOf("A title of two lines: it is much too long for one", [
        ...strategies.slice(0, count).map((how) => frozen(how, 2000)),
      ]);
      for (const { name, attributes } of readXml(card)) {
        const number = (key: string) => Number(attributes.get(key) ?? 0);
        if (name !== "rect" && name !== "text") continue;
        expect(number("x") + number("width")).toBeLessThanOrEqual(imageWidth);
        expect(number("y") + number("height")).toBeLessThanOrEqual(imageHeight);
      }
    }
  });

  it("says what failed in place of the freeze", () => {
    const failed = resultOf({ tasks: { count: 1500, ok: 1000, failed: 500, cancelled: 0 } });
    expect(altOf([failed])).toContain("500 of 1,500 failed");
    const report = { sent: 20, answered: 5, refused: 0, timedOut: 15, p50Ms: 0, p99Ms: 0 };
    const shared = { ...failed, bystander: { ...report, requests: [] } };
    expect(altOf([shared])).toContain("500 of 1,500 failed, bystander: 15 of 20 failed");
  });

  it("is one of words where nothing was measured: all of them, inside it, whatever they are", () => {
    fc.assert(
      fc.property(hostile, hostile, (title, says) => {
        const [svg] = readXml(plainCardOf(title, says));
        expect(svg?.attributes.get("width")).toBe(String(imageWidth));
      }),
    );
    for (const { title, says } of tryCases) {
      const card = plainCardOf(title, says);
      const texts = [...card.matchAll(/<text([^>]*)>([^<]*)</g)].map(([, , content]) => content);
      expect(texts.join(" ").replaceAll("&amp;", "&")).toContain(says);
      for (const { name, attributes } of readXml(card)) {
        if (name === "text") expect(Number(attributes.get("y"))).toBeLessThan(imageHeight - 20);
      }
    }
  });
});

describe("what is kept of a case", () => {
  const [one, other] = cases;
  if (!one || !other) throw new Error("there are no cases");
  const kept = { what: describeCase(one), on: "2026-11-25", digest: "", results: [] };

  it("is shown as long as the case is the same", () => {
    const file = readKept(JSON.stringify({ madeBy: "", cases: { [one.name]: kept } }));
    expect(keptOf(file, one)).toEqual(kept);
    expect(keptOf(file, other)).toBeUndefined();
    expect(keptOf(file, { ...one, spec: { ...one.spec, tasks: 3 } })).toBeUndefined();
    expect(keptOf(file, { ...one, bystander: { everyMs: 50, timeoutMs: 250 } })).toBeUndefined();
    expect(keptOf(readKept("{}"), one)).toBeUndefined();
  });

  it("stays where it was measured again in vain, and that is tried again", () => {
    const now = { ...kept, on: "2026-11-26" };
    const all = Object.fromEntries(
      cases.map((each) => [each.name, { ...now, what: describeCase(each) }]),
    );
    const before = { madeBy: "old", cases: { [one.name]: kept } };
    expect(keep(before, "new", all)).toEqual({ madeBy: "new", cases: all });
    const after = keep(before, "new", { ...all, [one.name]: undefined, [other.name]: undefined });
    expect(after.madeBy).toBeUndefined();
    expect(after.cases?.[one.name]).toEqual(kept);
    expect(after.cases?.[other.name]).toBeUndefined();
  });

  it("is of a round in which nothing was disturbed, or there is none", async () => {
    const rounds = (...disturbed: string[][]) => {
      const left = disturbed.map((round) => round.map((each) => ({ disturbed: each })));
      return async () => left.shift() ?? [{ disturbed: "other-work" }];
    };
    const quiet = ["", ""];
    const found = await quietRound(rounds(["", "other-work"], ["other-work", ""], quiet));
    expect(found).toEqual([{ disturbed: "" }, { disturbed: "" }]);
    expect(await quietRound(rounds())).toBeUndefined();
  });

  it("is said to be unreadable where it is", () => {
    for (const text of ["", "{", "null", "3"])
      expect(() => readKept(text)).toThrow(/measure it again/);
  });
});

describe("the runs kept among the sources", () => {
  const file = readKept(
    readFileSync(resolve(import.meta.dirname, "../../../web/kit/recorded/recorded.json"), "utf8"),
  );

  it("are of the cases that there are, and of no other", () => {
    expect(Object.keys(file.cases ?? {}).toSorted()).toEqual(
      cases.map(({ name }) => name).toSorted(),
    );
  });

  it.each(cases)("$name: every strategy of its set-up, whole and undisturbed", (one) => {
    const kept = keptOf(file, one);
    expect(kept?.on).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(kept?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(kept?.results.map(({ how }) => how)).toEqual(one.spec.how);
    for (const { spec, how, valid, disturbed, tasks, environment } of kept?.results ?? []) {
      const { reportedCores } = environment;
      const workers = one.spec.workers ?? spec.workers;
      const there = { embed: false, reportedCores };
      const whole = normaliseSpec({ ...one.spec, workers }, there);
      // Keys that there are since it was recorded have their defaults.
      expect(normaliseSpec({ ...spec, how: whole.how }, there)).toEqual(whole);
      expect([how, valid, disturbed, tasks.cancelled]).toEqual([how, true, "", 0]);
      expect(tasks.ok + tasks.failed).toBe(spec.tasks);
    }
  });

  const wallMs = (name: string, how: Result["how"]) => runOf(name, how).wallMs;
  const freezeMs = (name: string, how: Result["how"]) => runOf(name, how).eventLoop.longestFreezeMs;
  const runOf = (name: string, how: Result["how"]) => {
    const found = file.cases?.[name]?.results.find((result) => result.how === how);
    if (!found) throw new Error(`${name} has no run of ${how}`);
    return found;
  };

  it("show what their pages say", () => {
    const [slow, fast] = [wallMs("cpu-demo", "sequential"), wallMs("cpu-demo", "parallel")];
    expect(wallMs("cpu-demo", "concurrent") / slow).toBeGreaterThan(0.9);
    expect(slow / fast).toBeGreaterThan(1.5);
    expect(freezeMs("cpu-demo", "concurrent")).toBeGreaterThan(
      20 * freezeMs("cpu-demo", "parallel"),
    );
    expect(wallMs("io-demo", "sequential") / wallMs("io-demo", "concurrent")).toBeGreaterThan(8);
    for (const name of ["image-resizing", "json"]) {
      expect(wallMs(name, "concurrent")).toBeGreaterThan(1.3 * wallMs(name, "parallel"));
      expect(freezeMs(name, "concurrent")).toBeGreaterThan(10 * freezeMs(name, "parallel"));
    }
    expect(freezeMs("time-slicing", "concurrent")).toBeGreaterThan(
      10 * freezeMs("time-slicing", "sliced"),
    );
    for (const name of ["primes", "mandelbrot", "regex"]) {
      const [before] = file.cases?.[name]?.results ?? [];
      expect(before?.wallMs).toBeGreaterThan(1.3 * wallMs(name, "parallel"));
    }
    expect(runOf("connection-pool", "concurrent").tasks.failed).toBeGreaterThan(300);
    expect(runOf("connection-pool", "bounded").tasks.failed).toBe(0);
    const eighth = wallMs("how-many-at-once", "sequential") / wallMs("how-many-at-once", "bounded");
    expect(eighth).toBeGreaterThan(6);
  });
});

describe("a run under Node", () => {
  const RUNNING = 2;
  const ran = (...spans: [number, number][]) => ({
    kind: Uint8Array.from(spans, () => RUNNING),
    spanStartMs: Float64Array.from(spans, ([from]) => from),
    spanEndMs: Float64Array.from(spans, ([, to]) => to),
    wallMs: Math.max(...spans.map(([, to]) => to)),
  });
  const used = (ms: number) => ({ user: ms * 900, system: ms * 100 });

  it("was disturbed when it got much less of the cores than it asked for", () => {
    expect(wasBusy(ran([0, 100]), used(100), 2)).toBe(false);
    expect(wasBusy(ran([0, 100]), used(60), 2)).toBe(true);
    expect(wasBusy(ran([0, 100], [0, 100]), used(190), 2)).toBe(false);
    expect(wasBusy(ran([0, 100], [0, 100]), used(110), 2)).toBe(true);
  });

  it("does not ask for more cores than there are", () => {
    const four = ran([0, 100], [0, 100], [0, 100], [0, 100]);
    expect(wasBusy(four, used(195), 2)).toBe(false);
    expect(wasBusy(four, used(195), 4)).toBe(true);
  });
});
