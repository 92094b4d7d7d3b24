import { describe, expect, it } from "vitest";
import { checkedOptions } from "../../../web/spec/run-options.ts";
import type { RunOptions } from "../../../web/spec/types.ts";

describe("a run's options", () => {
  const callbacks = ["Progress", "Wait", "Begin", "Result", "Output", "Memory", "Service"];

  it.each(callbacks)("on%s must be a function", (name) => {
    const options = { [`on${name}`]: 5 } as RunOptions;
    expect(() => checkedOptions(options)).toThrow(`“on${name}” must be a function.`);
    expect(() => checkedOptions({ [`on${name}`]: () => undefined })).not.toThrow();
  });

  it.each([null, 5, "signal"])("are an object, not %s", (odd) => {
    expect(() => checkedOptions(odd as never)).toThrow("The options of a run are an object");
  });

  it("take a signal of any frame, and nothing else for one", () => {
    expect(() => checkedOptions({ signal: new AbortController().signal })).not.toThrow();
    expect(() => checkedOptions({ signal: {} as AbortSignal })).toThrow("must be an AbortSignal");
  });
});
