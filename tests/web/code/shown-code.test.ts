/** The code that the page shows is what stands between markers, in the files that are compiled. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { marksAfter, marksNow } from "../../../web/kit/code/marks.ts";
import {
  type CodePart,
  filesFor,
  languages,
  tokenKinds,
} from "../../../web/kit/code/shown-code.ts";
import { markedParts } from "../../../web/plugins/code/markers.ts";
import { tokensOf } from "../../../web/plugins/code/tokens.ts";
import { readShownCode } from "../../../web/plugins/shown-code.ts";
import { strategies } from "../../../web/spec/strategies.ts";
import { ways } from "../../../web/stories/blocked-loop/fleet/fleet-protocol.ts";

const repository = resolve(import.meta.dirname, "../../..");
const { code, files } = readShownCode(repository);
const textOf = ({ lines }: Pick<CodePart, "lines">) =>
  lines.map(({ tokens }) => tokens.map(([text]) => text).join("")).join("\n");

describe("the markers", () => {
  const read = (source: string) => markedParts("a.hpp", source, ["bounded", "parallel"]);

  it("give what stands between them, its lines, and where tasks stand", () => {
    const source = `before
  // shown: bounded cpu
  if (a) {
    co_await b();  // here: in flight
  }

  // shown end
# shown: parallel io workers
c
# shown end
`;
    const [first, second, ...more] = read(source);
    expect(more).toEqual([]);
    expect(first).toEqual({
      how: "bounded",
      bound: "cpu",
      path: "a.hpp",
      from: 3,
      to: 6,
      text: "if (a) {\n  co_await b();\n}\n",
      at: new Map([[1, "in flight"]]),
    });
    expect(second).toMatchObject({ how: "parallel", bound: "io", tier: "workers", text: "c" });
  });

  it.each([
    ["// shown: bounded\nx\n", "a.hpp:1: the shown part has no end."],
    ["// shown: bounded\n\n// shown end", "a.hpp:3: the shown part is empty."],
    ["x\n// shown end\n", "a.hpp:2: a shown part ends that has not begun."],
    ["// shown: bounded\n// shown: bounded\n", "a.hpp:2: a shown part begins inside another."],
    ["// shown: unbound\nx\n// shown end", "a.hpp:1: there is no strategy named unbound."],
    ["// shown: bounded gpu\nx\n// shown end", "a.hpp:1: gpu is neither a bound"],
    ["// shown: bounded\nx  // here: lost\n// shown end", "a.hpp:3: “here: lost” is none of"],
    ["x  // here: queued\n", "a.hpp:1: this line is not shown."],
  ])("that do not fit together are an error with its line: %j", (source, sentence) => {
    expect(() => read(source)).toThrow(sentence);
  });
});

describe("the code of a fleet's ways to resize", () => {
  it("is what the instances run, to the letter", () => {
    for (const way of ways) {
      const parts = code.parts["C++"].filter(({ how }) => how === `fleet-${way}`);
      expect(parts.length, way).toBeGreaterThan(0);
      for (const part of parts) {
        const lines = readFileSync(resolve(repository, part.path), "utf8").split("\n");
        const own = lines.slice(part.from - 1, part.to).map((line) => line.trim());
        expect(
          textOf(part)
            .split("\n")
            .map((line) => line.trim()),
        ).toEqual(own);
      }
    }
    const [work] = code.parts["C++"].filter(({ how }) => how === "fleet-work");
    expect(work?.path).toMatch(/\.cpp$/);
  });
});

describe("the code of every strategy", () => {
  it("is there for CPU work and for I/O, on both tiers, in every language", () => {
    for (const language of languages) {
      for (const how of strategies) {
        for (const bound of ["cpu", "io"] as const) {
          for (const tier of ["threads", "workers"] as const) {
            const found = filesFor(code.parts[language], { how, bound, tier });
            expect(found.length, `${language}, ${how}, ${bound}, ${tier}`).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it("is that of its file, without the markers, and highlighted", () => {
    for (const part of languages.flatMap((language) => code.parts[language])) {
      const source = readFileSync(resolve(repository, part.path), "utf8").split("\n");
      const unspaced = (line: string) => line.replace(/\s*(\/\/|#) here: .*$/, "").trim();
      const between = source.slice(part.from - 1, part.to).map(unspaced);
      expect(textOf(part).split("\n").map(unspaced)).toEqual(between);
      expect(textOf(part)).not.toMatch(/(\/\/|#) (shown|here)\b/);
      const kinds = new Set(part.lines.flatMap(({ tokens }) => tokens.map(([, kind]) => kind)));
      expect(kinds.size, part.path).toBeGreaterThan(1);
      for (const kind of kinds) expect(tokenKinds).toContain(kind);
    }
  });

  it("has the lines marked at which its tasks stand", () => {
    const marked = (how: string, bound: "cpu" | "io") =>
      filesFor(code.parts["C++"], { how, bound, tier: "threads" }).flatMap(({ parts }) =>
        parts.flatMap(({ lines }) =>
          lines.flatMap(({ tokens, at }) =>
            at ? [`${at}: ${tokens.map(([text]) => text).join("")}`] : [],
          ),
        ),
      );
    expect(marked("sequential", "cpu")).toEqual([
      "in flight:   for (TaskIndex task = 0; task < count; ++task) co_await start(task);",
    ]);
    expect(marked("sequential", "io")).toEqual([
      "in flight:   auto end = request_of(task, request, endpoint);",
    ]);
    expect(marked("bounded", "io")).toEqual([
      "queued:   co_await permits.acquire();",
      "in flight:   co_await start(task);",
      "all:   co_await all;",
    ]);
    for (const how of ["concurrent", "bounded", "sliced"]) {
      const stood = marked(how, "cpu").map((line) => line.split(":")[0]);
      expect(new Set(stood)).toEqual(new Set(["queued", "in flight", "all"]));
    }
  });

  it("changes as soon as its source does", () => {
    const copy = mkdtempSync(resolve(tmpdir(), "lanes-shown-"));
    try {
      for (const file of files) {
        const path = resolve(copy, file.slice(repository.length + 1));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, readFileSync(file));
      }
      expect(readShownCode(copy).code).toEqual(code);
      const path = resolve(copy, "wasm/core/scheduling/sequential.hpp");
      const source = readFileSync(path, "utf8");
      writeFileSync(path, source.replace("++task) co_await", "task += 1) co_await"));
      const wanted = { how: "sequential", bound: "cpu", tier: "threads" } as const;
      const [file] = filesFor(readShownCode(copy).code.parts["C++"], wanted);
      expect(file?.parts.map(textOf).join()).toContain("task += 1) co_await start(task);");
      writeFileSync(path, source.replace("shown: sequential cpu", "shown: sequential io"));
      expect(() => readShownCode(copy)).toThrow(
        "No code is marked “// shown: sequential” for cpu work",
      );
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it("links to its repository, where that is known and a web address", () => {
    expect(code.repository).toBe("");
    const at = (address: string) => readShownCode(repository, address).code.repository;
    expect(at("https://example.org/lanes/blob/main")).toBe("https://example.org/lanes/blob/main/");
    for (const address of ["example.org", "javascript:alert(1)"]) {
      expect(() => at(address)).toThrow("LANES_REPOSITORY must be a web address");
    }
  });
});

it("the tokens of any text put together are the text", () => {
  const text = 'a < "b\n\\" // <script>\n\t§ }{';
  for (const path of ["a.cpp", "a.ts", "a.mjs", "a.py", "a.go"]) {
    const lines = tokensOf(path, text).map((tokens) => tokens.map(([part]) => part).join(""));
    expect(lines.join("\n")).toBe(text);
  }
  expect(() => tokensOf("a.txt", text)).toThrow("a.txt: no highlighter knows this language.");
});

describe("the marks", () => {
  it("during a run are what it has reported", () => {
    expect(marksNow({ started: 0, ended: 0, tasks: 4 })).toEqual({ queued: "4 queued" });
    expect(marksNow({ started: 23, ended: 3, tasks: 1023 })).toEqual({
      queued: "1,000 queued",
      "in flight": "20 in flight",
      all: "waits for 1,020",
    });
    expect(marksNow({ started: 4, ended: 4, tasks: 4 })).toEqual({});
  });

  it("after it are what was measured", () => {
    const spans = {
      count: 3,
      lane: new Uint16Array(3),
      task: new Uint32Array([0, 1, 1]),
      kind: new Uint8Array([0, 0, 2]),
      startMs: new Float64Array([0, 0, 1500]),
      endMs: new Float64Array([10, 1500, 9000]),
    };
    expect(marksAfter({ spans, maxInFlight: 2 })).toEqual({
      queued: "queued up to 1.50 s",
      "in flight": "2 in flight at most",
    });
  });
});
