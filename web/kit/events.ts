/** Events from components to the app. They bubble out of shadow roots to `lanes-app`. */
import type { CompiledCode, Spec, Strategy } from "../spec/types.ts";
import type { OwnPicture } from "./picture/own-picture.ts";

export interface UiEvents {
  /** Part of the set-up has a new value. */
  "spec-change": Partial<Spec>;
  /** What was compiled of the reader's source on this device: what a link may carry. */
  "compiled-here": CompiledCode | undefined;
  "run-request": readonly Strategy[];
  /** The simple test of the work that is set up. */
  "test-request": undefined;
  /** A sweep over workers or limits of the work that is set up. */
  "sweep-request": undefined;
  "cancel-request": undefined;
  "embed-request": undefined;
  /** A link to another set-up was followed: focus moves to Run. */
  "link-followed": undefined;
  /** The user's own picture, or the generated one again. */
  "picture-change": OwnPicture | undefined;
}

export function tell<K extends keyof UiEvents>(
  from: EventTarget,
  name: K,
  detail: UiEvents[K],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
