import { describe, expect, it } from "vitest";
import { toLanesError } from "../../../web/spec/failure.ts";
import { LanesError } from "../../../web/spec/types.ts";

describe("what goes wrong inside", () => {
  it("stays what it is when it is one of ours", () => {
    const ours = new LanesError("cancelled", "The run was cancelled.");
    expect(toLanesError(ours)).toBe(ours);
  });

  it.each([
    Object.assign(new Error("out of memory"), { code: "out-of-memory" }),
    new RangeError("Array buffer allocation failed"),
  ])("is out of memory when JavaScript or C++ says so", (error) => {
    expect(toLanesError(error)).toMatchObject({ code: "out-of-memory" });
    expect(toLanesError(error).message).toMatch(/smaller size, or fewer tasks or workers/);
  });

  it("otherwise is a worker that died, with what is known", () => {
    expect(toLanesError(new Error("unreachable"))).toMatchObject({
      code: "worker-died",
      message: "The run stopped working (unreachable). Run it again.",
    });
    expect(toLanesError("odd").message).toContain("odd");
  });
});
