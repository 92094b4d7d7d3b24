/** The page's side of the pulse that the watchdog worker draws (watched-pulse.ts). */

import { answerProbes } from "./probe/responder.ts";
import type { Look } from "./pulse/pulse.ts";
import { webGlHere } from "./pulse/webgl-here.ts";
import type { Watchdog } from "./watchdog.ts";
import type { SeenFreeze } from "./watchdog-protocol.ts";

export interface OffscreenPulseOptions {
  paint: HTMLCanvasElement;
  ink: HTMLCanvasElement;
  /** A worker cannot draw here: only its findings can be reported. */
  onCannotDraw(): void;
  /** The loop under test is answering again. */
  onFreeze(freeze: SeenFreeze): void;
}

export class OffscreenPulse {
  readonly #watchdog: Watchdog;

  /** A canvas can be transferred only once: make one of these per element. */
  constructor(watchdog: Watchdog, { paint, ink, onCannotDraw, onFreeze }: OffscreenPulseOptions) {
    this.#watchdog = watchdog;
    watchdog.on("cannotDraw", onCannotDraw);
    watchdog.on("froze", onFreeze);
    const { port1, port2 } = new MessageChannel();
    answerProbes(port1);
    if (paint.transferControlToOffscreen) {
      const canvases = {
        paint: paint.transferControlToOffscreen(),
        ink: ink.transferControlToOffscreen(),
      };
      const order = { port: port2, canvases, pageHasWebGl: webGlHere() !== "none" };
      watchdog.worker.tell("pulse", order, [port2, canvases.paint, canvases.ink]);
    } else {
      onCannotDraw();
      watchdog.worker.tell("pulse", { port: port2 }, [port2]);
    }
  }

  look(look: Look): void {
    this.#watchdog.worker.tell("look", look);
  }
}
