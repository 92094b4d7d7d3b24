/** Whether the options of a run can be used as they are: they come from programs. */
import { LanesError } from "./errors.ts";
import type { RunOptions } from "./types.ts";

type Callback = {
  [Name in keyof RunOptions]-?: Name extends `on${Capitalize<string>}` ? Name : never;
}[keyof RunOptions];

/** Each of them: a name that is missing here is an error of the compiler. */
const callbacks = Object.keys({
  onProgress: 0,
  onWait: 0,
  onBegin: 0,
  onResult: 0,
  onOutput: 0,
  onMemory: 0,
  onService: 0,
} satisfies Record<Callback, 0>) as Callback[];

/** Gives them back; throws a LanesError ("bad-spec") for what would fail later, in the run. */
export function checkedOptions(options: RunOptions = {}): RunOptions {
  if (typeof options !== "object" || options === null) {
    throw new LanesError("bad-spec", "The options of a run are an object such as { signal }.");
  }
  const { signal } = options;
  // Not by its class: it may be of another frame.
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw new LanesError("bad-spec", "“signal” must be an AbortSignal.");
  }
  for (const name of callbacks) {
    if (options[name] !== undefined && typeof options[name] !== "function") {
      throw new LanesError("bad-spec", `“${name}” must be a function.`);
    }
  }
  return options;
}
