/** What answers a run's requests: a live server, the modelled service, or nothing, as it has none. */
import { LanesError } from "../spec/errors.ts";
import { usesThreads } from "../spec/strategies.ts";
import type { Environment, Spec } from "../spec/types.ts";
import { bringsCode, type WorkEntry, workEntry } from "../spec/works.ts";
import { serverAnswers } from "./capabilities.ts";
import { asksDownstream } from "./service/downstream.ts";

/** Which kind of service the tasks ask. */
export function asksOf({ work }: Spec): WorkEntry["asks"] | undefined {
  return workEntry(work)?.asks;
}

/** Rejects ("unavailable") where the spec wants a live server and none answers. */
export async function backendOf(spec: Spec): Promise<Environment["backend"]> {
  // A sandbox has the modelled service in it, and says when it was asked.
  if (!asksDownstream(spec.work) || bringsCode(workEntry(spec.work))) return "none";
  if (spec.backend === "modelled") return "modelled";
  if (await serverAnswers()) return "network";
  if (spec.backend === "network") {
    throw new LanesError(
      "unavailable",
      "Backend network needs a live server beside the page, and none answers: start one with python3 serve.py and open its address, or use backend modelled or auto.",
    );
  }
  return "modelled";
}

/** Rejects ("bad-spec") where the run has no model that a bystander could share with it. */
export async function checkBystander(spec: Spec): Promise<void> {
  // Blocking threads each use their own model, so there is none to share.
  const shared = asksOf(spec) === "database" && !usesThreads(spec.how);
  if (shared && (await backendOf(spec)) === "modelled") return;
  throw new LanesError(
    "bad-spec",
    "A bystander shares a modelled database with the run: use work query, backend modelled, and any strategy but parallel.",
  );
}
