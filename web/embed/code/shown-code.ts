/** What a demo and the parts that show its code know of each other. */
import type { RunController } from "../../kit/run-controller.ts";
import type { Result, Spec } from "../../spec/types.ts";

/** What a demo tells of itself. */
export interface Demo {
  spec: Spec;
  /** As its link has it. */
  linked: Spec;
  /** The error that ended the last run, if one did. */
  failed: unknown;
  results: readonly Result[];
  runner: RunController;
  onSpec(event: CustomEvent<Partial<Spec>>): void;
  onRun(): void;
}

/** Templates: `above` the Run button, or `below` the results. */
export interface ShownCode {
  above?(demo: Demo): unknown;
  below?(demo: Demo): unknown;
}
