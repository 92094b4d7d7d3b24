/** What happens in a module whose memory may not grow any further. */
import { afterEach, expect, test, vi } from "vitest";
import { loadLanes } from "./module.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("an allocation that fails is told of by its code, to the embedder and to the caller", async () => {
  const told: unknown[] = [];
  const lanes = await loadLanes({ lanesFailed: (error: unknown) => told.push(error) });
  vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(() => {
    throw new RangeError("no more");
  });
  const outOfMemory = expect.objectContaining({ code: "out-of-memory" });
  let thrown: unknown;
  try {
    lanes.fileBytes(1, 0, 64 << 20);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toEqual(outOfMemory);
  expect(told).toEqual([outOfMemory]);
});
