/**
 * What an embed and the page around it say to each other, by `postMessage`. Pure functions: whoever
 * hears a message has checked where it came from (host-page.ts, lanes-demo.ts).
 */
import { type Result, type Spec, themes } from "../spec/types.ts";

/** To an embed. */
export type ToEmbed =
  /** Runs the demo; `spec` says what is to be different from its link, this once. */
  | { target: "lanes"; type: "run"; spec?: Partial<Spec> }
  | { target: "lanes"; type: "cancel" }
  | { target: "lanes"; type: "theme"; theme: Spec["theme"] };

/** From an embed. */
export type FromEmbed =
  /** It can be told something now. `spec`: what a run would be; a story, which is played by its
   * reader and takes no "run", has none. */
  | { source: "lanes"; type: "ready"; version: string; spec?: Spec }
  /** The height it needs, in CSS px. */
  | { source: "lanes"; type: "height"; height: number }
  /** A run has ended: one result a strategy, those before a failure too. */
  | { source: "lanes"; type: "result"; results: readonly Result[] }
  /** A run or a message came to nothing; `code` as in ErrorCode, or "bad-message". */
  | { source: "lanes"; type: "error"; code: string; message: string };

export type Read =
  /** Not addressed to Lanes. */
  { kind: "none" } | { kind: "bad"; sentence: string } | { kind: "good"; message: ToEmbed };

const types = ["run", "cancel", "theme"] as const;

/** Never throws, whatever `data` is. */
export function readMessage(data: unknown): Read {
  if (!isRecord(data) || data.target !== "lanes") return { kind: "none" };
  const { type } = data;
  if (type === "cancel") return { kind: "good", message: { target: "lanes", type } };
  if (type === "theme") {
    const theme = themes.find((name) => name === data.theme);
    if (!theme) return bad(`A theme message has a theme: ${themes.join(", ")}.`);
    return { kind: "good", message: { target: "lanes", type, theme } };
  }
  if (type === "run") {
    const { spec } = data;
    if (spec === undefined) return { kind: "good", message: { target: "lanes", type } };
    if (!isRecord(spec) || Array.isArray(spec)) {
      return bad("The spec of a run message is an object such as { tasks: 8 }.");
    }
    // What is in it is checked where every spec is (normalise-spec.ts).
    return { kind: "good", message: { target: "lanes", type, spec } };
  }
  return bad(`A message to Lanes has a type: ${types.join(", ")}.`);
}

function bad(sentence: string): Read {
  return { kind: "bad", sentence };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
