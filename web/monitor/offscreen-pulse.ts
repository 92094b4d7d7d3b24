/** The page's side of the pulse that the watchdog worker draws (watched-pulse.ts). */

import { answerProbes } from "./probe/responder.ts";
import type { Look } from "./pulse/pulse.ts";
import { webGlHere } from "./pulse/webgl-here.ts";
import type { Watchdog } from "./watchdog.ts";
import type { PulseOrder, SeenFreeze } from "./watchdog-protocol.ts";

export interface OffscreenPulseOptions {
  paint: HTMLCanvasElement;
  ink: HTMLCanvasElement;
  /** A worker cannot draw here: only its findings can be reported. */
  onCannotDraw(): void;
  /** Only where a worker cannot draw: the loop under test has begun to answer nothing. */
  onSilence?(sinceMs: number): void;
  /** The loop under test is answering again. */
  onFreeze(freeze: SeenFreeze): void;
  /** Nothing is probed or drawn between runs. */
  runsOnly?: boolean;
}

export class OffscreenPulse {
  readonly #watchdog: Watchdog;

  /** A canvas can be transferred only once: make one of these per element. */
  constructor(watchdog: Watchdog, options: OffscreenPulseOptions) {
    const { paint, ink, onCannotDraw, onSilence, onFreeze, runsOnly } = options;
    this.#watchdog = watchdog;
    watchdog.on("cannotDraw", onCannotDraw);
    if (onSilence) watchdog.on("silent", ({ sinceMs }) => onSilence(sinceMs));
    watchdog.on("froze", onFreeze);
    const order: PulseOrder = {};
    const moved: Transferable[] = [];
    if (!runsOnly) {
      const { port1, port2 } = new MessageChannel();
      answerProbes(port1);
      order.port = port2;
      moved.push(port2);
    }
    if (paint.transferControlToOffscreen) {
      order.canvases = {
        paint: paint.transferControlToOffscreen(),
        ink: ink.transferControlToOffscreen(),
      };
      order.pageHasWebGl = webGlHere() !== "none";
      moved.push(order.canvases.paint, order.canvases.ink);
    } else {
      onCannotDraw();
    }
    watchdog.worker.tell("pulse", order, moved);
  }

  look(look: Look): void {
    this.#watchdog.worker.tell("look", look);
  }

  /** The strip begins anew, empty. */
  wipe(): void {
    this.#watchdog.worker.tell("wipe", undefined);
  }
}
