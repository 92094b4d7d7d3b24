/** A panel for an errand (errand.ts): a button that starts it and cancels it, and what came of it. */
import { LitElement, type PropertyDeclarations } from "lit";
import { tell } from "../../kit/events.ts";
import type { Spec } from "../../spec/types.ts";

export abstract class ErrandPanel<Progress> extends LitElement {
  static override properties: PropertyDeclarations = {
    spec: { attribute: false },
    progress: { attribute: false },
    running: { type: Boolean },
    busy: { type: Boolean },
    failure: { attribute: false },
  };
  declare spec: Spec;
  declare progress: Progress | undefined;
  /** This errand is under way; `busy`: something else is. */
  declare running: boolean;
  declare busy: boolean;
  declare failure: string;

  /** What the page is told when it is to start. */
  protected abstract readonly request: "test-request" | "sweep-request";

  constructor() {
    super();
    this.running = false;
    this.busy = false;
    this.failure = "";
  }

  protected readonly press = (): void => {
    if (this.running) tell(this, "cancel-request", undefined);
    else if (!this.busy) tell(this, this.request, undefined);
  };
}
