/** The code of a fleet's ways to resize: what ran, and the strategy that it comes to. */
import type { Ran } from "../../kit/code/shown-code.ts";
import type { Strategy } from "../../spec/types.ts";
import { codeOf } from "../code-of.ts";
import type { Way } from "./fleet/fleet-protocol.ts";

const codes: Record<Way, { how: Strategy; name: string; says: string }> = {
  loop: {
    how: "concurrent",
    name: "resizing on the loop",
    says: "The code that runs in each instance: it is async, it is awaited, and it computes all the same. Below it the C++ of a resize.",
  },
  slices: {
    how: "sliced",
    name: "resizing in slices",
    says: "The code that runs in each instance: it awaits a turn of the loop after every 20 ms of the C++ below it.",
  },
  pool: {
    how: "parallel",
    name: "resizing in a pool",
    says: "The code that runs in each instance: its loop only hands jobs out. The C++ of a resize, below it, runs in the pool’s workers.",
  },
  service: {
    how: "parallel",
    name: "the separate service",
    says: "The code that runs in each instance, and in the service’s loop: neither computes. The C++ of a resize, below them, runs in the dedicated workers.",
  },
};

export function codeOfWay(way: Way): unknown {
  const { how, name, says } = codes[way];
  const ran: Ran = { name, parts: [`fleet-${way}`, "fleet-work"], says };
  return codeOf(how, "resize", { ran });
}
