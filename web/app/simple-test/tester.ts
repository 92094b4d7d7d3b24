/** Makes the simple test for the interface. */
import type { Progress, SimpleTest, Spec } from "../../spec/types.ts";
import { Errand } from "../run/errand.ts";

export class Tester extends Errand<SimpleTest, Progress> {
  protected override readonly name = "The simple test";

  protected override make(
    spec: Spec,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<SimpleTest> {
    return window.lanes.simpleTest(spec, { signal, onProgress });
  }

  protected override sentence({ sentence }: SimpleTest): string {
    return sentence;
  }
}
