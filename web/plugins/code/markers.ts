/**
 * Finds the parts of a source file that the page shows. Between two comments, in any language:
 *
 *     // shown: bounded cpu        a strategy; then, where it matters, the work's bound and the tier
 *     co_await start(task);        // here: in flight
 *     // shown end
 *
 * `here` says which tasks stand at a line while it is under way (kit/code/shown-code.ts).
 */
import { type CodePart, type Stand, stands } from "../../kit/code/shown-code.ts";

/** A part as it is in its file, with the markers taken out and the common indentation as well. */
export interface MarkedPart extends Omit<CodePart, "lines"> {
  text: string;
  /** By line of `text`, from 0. */
  at: ReadonlyMap<number, Stand>;
}

const begin = /^\s*(?:\/\/|#) shown: (.*)$/;
const end = /^\s*(?:\/\/|#) shown end$/;
const here = /\s*(?:\/\/|#) here: (.*)$/;

/**
 * Throws an error with file and line if markers do not fit together. `hows`: the strategies, or what
 * else has parts; `called`: what one of them is.
 */
export function markedParts(
  path: string,
  source: string,
  hows: readonly string[],
  called = "strategy",
): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let open: { what: ReturnType<typeof meant>; from: number; lines: string[] } | undefined;
  const lines = source.split("\n");
  for (const [i, line] of lines.entries()) {
    const wrong = (why: string) => new Error(`${path}:${i + 1}: ${why}`);
    const words = begin.exec(line)?.[1];
    if (words !== undefined) {
      if (open) throw wrong("a shown part begins inside another.");
      open = { what: meant(words, hows, called, wrong), from: i + 2, lines: [] };
    } else if (end.test(line)) {
      if (!open) throw wrong("a shown part ends that has not begun.");
      if (!open.lines.some((text) => text.trim())) throw wrong("the shown part is empty.");
      parts.push({ ...open.what, path, from: open.from, to: i, ...taken(open.lines, wrong) });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (here.test(line)) {
      throw wrong("this line is not shown.");
    }
  }
  if (open) throw new Error(`${path}:${open.from - 1}: the shown part has no end.`);
  return parts;
}

function meant(
  words: string,
  hows: readonly string[],
  called: string,
  wrong: (why: string) => Error,
) {
  const [how = "", ...conditions] = words.split(" ");
  if (!hows.includes(how)) throw wrong(`there is no ${called} named ${how}.`);
  const what: Pick<CodePart, "how" | "bound" | "tier"> = { how };
  for (const word of conditions) {
    if (word === "cpu" || word === "io") what.bound = word;
    else if (word === "threads" || word === "workers") what.tier = word;
    else throw wrong(`${word} is neither a bound (cpu, io) nor a tier (threads, workers).`);
  }
  return what;
}

function taken(lines: readonly string[], wrong: (why: string) => Error) {
  const at = new Map<number, Stand>();
  const texts = lines.map((line, i) => {
    const stand = here.exec(line)?.[1];
    if (stand === undefined) return line;
    const known = stands.find((name) => name === stand);
    if (!known) throw wrong(`“here: ${stand}” is none of ${stands.join(", ")}.`);
    at.set(i, known);
    return line.replace(here, "");
  });
  const indents = texts.filter((text) => text.trim()).map((text) => text.search(/\S/));
  const common = Math.min(...indents);
  return { at, text: texts.map((text) => text.slice(common)).join("\n") };
}
