/** Runs of the reader's own code, and what is wrong with it, as JSON from the page. */
import type { Diagnostic, Spec } from "../../../web/spec/types.ts";
import type { Tab } from "../driver/browsers.ts";

export interface Ran {
  how: string;
  digests: string[];
  tier: string;
  backend: string;
  failures: string[];
  maxInFlight: number;
  loop: string;
  kinds: number[];
  notes: string[];
}

/** `wasm`: in place of a source. */
export function run(tab: Tab, spec: Partial<Spec>, wasm?: number[]): Promise<Ran[]> {
  return tab.evaluate(
    async ({ spec, wasm }) => {
      const module = wasm && { lang: "wasm" as const, wasm: Uint8Array.from(wasm) };
      const results = await window.lanes.run({
        work: "own",
        seed: 1,
        workers: 2,
        ...spec,
        ...module,
      });
      return results.map((result) => ({
        how: result.how,
        digests: result.digests,
        tier: result.environment.tier,
        backend: result.environment.backend,
        failures: Object.values(result.failures),
        maxInFlight: result.maxInFlight,
        loop: result.spec.loop,
        kinds: [...new Set(result.spans.kind)].sort(),
        notes: result.notes,
      }));
    },
    { spec, wasm },
  );
}

export interface Trouble {
  /** `ended` if there is none. */
  code: string;
  message: string;
  diagnostics: Diagnostic[];
}

/** How a run of one task of it fails. */
export function trouble(tab: Tab, spec: Partial<Spec>, wasm?: number[]): Promise<Trouble> {
  return tab.evaluate(
    async ({ spec, wasm }) => {
      const module = wasm && { lang: "wasm" as const, wasm: Uint8Array.from(wasm) };
      try {
        await window.lanes.run({ work: "own", how: ["bounded"], tasks: 1, ...spec, ...module });
        return { code: "ended", message: "", diagnostics: [] };
      } catch (error) {
        const { code, message, diagnostics } = error as Trouble;
        return { code, message, diagnostics: [...diagnostics] };
      }
    },
    { spec, wasm },
  );
}
