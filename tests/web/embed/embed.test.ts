/** The messages to an embed, the cap on its freezes, and the code to paste for one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capForHost } from "../../../web/embed/cap.ts";
import { readMessage } from "../../../web/embed/messages.ts";
import {
  type EmbedKind,
  embedCode,
  embedKinds,
  storyEmbedCode,
} from "../../../web/share/embed-code.ts";
import { autorunMaxFreezeMs, estimatesOf } from "../../../web/spec/estimate.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { type Spec, strategies } from "../../../web/spec/types.ts";
import { bringsCode, catalogue, costOf, workEntry } from "../../../web/spec/works.ts";

const context = { reportedCores: 4 };
const embedded = { ...context, embed: true };
const site = "https://lanes.example/some folder/";

describe("a message", () => {
  test("of any shape is read without throwing, and what is bad gets one plain sentence", () => {
    const target = fc.constantFrom("lanes", "other", undefined);
    const type = fc.constantFrom("run", "cancel", "theme", "explode", 7, null);
    const record = fc.record({ target, type, theme: fc.anything(), spec: fc.anything() });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), record), (data) => {
        const read = readMessage(data);
        const meant = typeof data === "object" && data !== null && "target" in data;
        if (!meant || data.target !== "lanes") expect(read.kind).toBe("none");
        else if (read.kind === "bad") expect(read.sentence).toMatch(/^[A-Z][^\n<>]+\.$/);
        else expect(read.kind).toBe("good");
      }),
    );
  });

  test("is read for what it says", () => {
    const run = { target: "lanes", type: "run", spec: { tasks: 8 } };
    expect(readMessage(run)).toEqual({ kind: "good", message: run });
    const theme = { target: "lanes", type: "theme", theme: "dark" };
    expect(readMessage(theme)).toEqual({ kind: "good", message: theme });
    // A theme that does not exist.
    expect(readMessage({ target: "lanes", type: "theme", theme: "sepia" }).kind).toBe("bad");
  });
});

describe("loop=main in an embed", () => {
  /** Estimates for a device on which a task of default size takes 0.3 s. */
  const estimate = async (spec: Spec) => {
    const entry = workEntry(spec.work);
    const usual = costOf({ tasks: 1, size: entry?.size?.default ?? 1 }, entry);
    return estimatesOf(spec, entry, { main: 300 / usual, worker: 300 / usual }, 4);
  };

  test("is cut until nothing freezes for longer than a link may, or nothing is left to cut", async () => {
    for (const entry of catalogue) {
      const size = entry.size?.max ?? 0;
      const spec = {
        ...defaultSpec(entry.name, embedded),
        how: [...strategies],
        loop: "main" as const,
        tasks: entry.bound === "cpu" ? 256 : 10,
        size,
      };
      const capped = await capForHost(spec, estimate);
      for (const { freezeMs } of await estimate(capped.spec)) {
        const least = capped.spec.tasks === 1 && capped.spec.size === (entry.size?.min ?? 0);
        if (!least) expect(freezeMs, entry.name).toBeLessThanOrEqual(autorunMaxFreezeMs);
      }
      // Code that a run brings never runs on a page's loop.
      const leaves = entry.bound === "io" || bringsCode(entry);
      expect(capped.sentence === "", entry.name).toBe(leaves);
    }
  });

  test("stays as it is where it freezes little", async () => {
    const spec = { ...defaultSpec("hash", embedded), loop: "main" as const };
    expect(await capForHost(spec, estimate)).toEqual({ spec, sentence: "" });
  });
});

describe("what is pasted", () => {
  /** The value of the first attribute of that name, with `&amp;` decoded. */
  const attribute = (code: string, name: string) =>
    new RegExp(`\\b${name}="([^"]*)"`).exec(code)?.[1]?.replaceAll("&amp;", "&") ?? "";

  test("means the spec, whatever that is, and adds no markup", () => {
    const how = fc.uniqueArray(fc.constantFrom(...strategies), { minLength: 1 });
    const work = fc.constantFrom(...catalogue.map(({ name }) => name));
    const number = fc.integer({ min: 1, max: 60 });
    const spec = fc.record({ how, work, tasks: number, workers: number, limit: number });
    fc.assert(
      fc.property(spec, (partial) => {
        const frame = embedCode(partial, {}, site, context);
        expect(frame.replaceAll(/<[^<>]*>/g, "<>")).toMatch(/^<><>\n<><>Lanes: [\w, ]*<><>$/);
        // The link to Lanes itself runs where its readers' links do: on the page's own loop.
        const { hash: beside } = new URL(attribute(frame, "href"));
        expect(parseLink(beside, embedded).spec).toEqual(
          parseLink(new URL(attribute(frame, "src")).hash, embedded).spec,
        );
        const { hash, pathname } = new URL(attribute(frame, "src"));
        expect(pathname).toBe("/some%20folder/embed.html");
        const read = parseLink(hash, embedded);
        expect(read.changes).toEqual([]);
        expect(read.spec).toMatchObject({ ...partial, loop: "worker" });
        const element = embedCode(partial, { kind: "element" }, site, context);
        expect(parseLink(attribute(element, "link"), embedded).spec).toEqual(read.spec);
      }),
    );
  });

  test("keeps the main thread's loop only where the spec asks for it", () => {
    const loopOf = (code: string) =>
      parseLink(new URL(attribute(code, "src")).hash, embedded).spec.loop;
    expect(loopOf(embedCode({}, {}, site, context))).toBe("worker");
    expect(loopOf(embedCode({ loop: "main" }, {}, site, context))).toBe("main");
  });

  test("of a story is the story's own page, with its numbers", () => {
    const story = { name: "stampede", title: 'The "stampede" & more' };
    const code = (kind: EmbedKind) => storyEmbedCode(story, "#pool=40&theme=dark", { kind }, site);
    const address = `${site}stories/stampede/#pool=40&theme=dark`;
    expect(code("link")).toBe(address);
    expect(attribute(code("iframe"), "src")).toBe(address);
    expect(attribute(code("iframe"), "title")).toBe("Lanes: The &quot;stampede&quot; & more");
    expect(attribute(code("element"), "link")).toBe("stories/stampede/#pool=40&theme=dark");
    expect(attribute(code("element"), "href")).toBe(address);
  });

  test("is of the site it was made by, in every kind", () => {
    for (const kind of embedKinds) {
      expect(embedCode({}, { kind }, site, context)).toContain(site);
    }
    expect(embedCode({}, { width: 480, height: 300 }, site, context)).toMatch(
      /width="480" height="300"/,
    );
    expect(() => embedCode({ work: "mining" }, {}, site, context)).toThrow(/no work/);
  });
});
