/**
 * A client of the downstream model over a port: for the page, workers, stories, and the service
 * worker.
 */
import { epochNow } from "../../base/clock.ts";
import { cancellationOf } from "../../spec/cancellation.ts";
import type { AnswersInLine } from "../../spec/types.ts";
import {
  forEachAnswer,
  type ModelAnswer,
  type ModelAnswers,
  type ModelRequests,
  sentAt,
} from "./model-codec.ts";

/** An answer taken sooner did not stand in line. */
export const inLineMs = 1;

export class ModelClient {
  readonly #port: MessagePort;
  /** By the id that the request was sent with. */
  readonly #open = new Map<number, (answer: ModelAnswer) => void>();
  #asked: ModelRequests = [];
  #nextId = 0;
  #inLine: AnswersInLine[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<ModelAnswers>) => {
      // A service worker gets its port from whichever page sends it one.
      if (!Array.isArray(data)) return;
      const handledMs = epochNow();
      const arrivedMs = sentAt(data) ?? handledMs;
      if (handledMs - arrivedMs >= inLineMs) {
        this.#inLine.push({ arrivedMs, handledMs, count: Math.floor(data.length / 3) });
      }
      forEachAnswer(data, (id, answer) => {
        const answered = this.#open.get(id);
        this.#open.delete(id);
        answered?.(answer);
      });
    };
  }

  /** Sends a request with service time `ms`. Requests made in one turn share one message. */
  ask(seed: number, ms: number, answered: (answer: ModelAnswer) => void): void {
    if (this.#asked.length === 0) queueMicrotask(() => this.#send());
    this.#asked.push(this.#nextId, seed, ms);
    this.#open.set(this.#nextId++, answered);
  }

  /** The answers that stood in line, in ms since then. */
  answersInLine(startEpochMs: number): AnswersInLine[] {
    return this.#inLine.map(({ arrivedMs, handledMs, count }) => ({
      arrivedMs: arrivedMs - startEpochMs,
      handledMs: handledMs - startEpochMs,
      count,
    }));
  }

  /** Rejects as cancelled when the signal aborts before the answer. */
  answerTo(seed: number, ms: number, signal: AbortSignal): Promise<ModelAnswer> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(cancellationOf(signal));
      if (signal.aborted) {
        giveUp();
        return;
      }
      signal.addEventListener("abort", giveUp, { once: true });
      this.ask(seed, ms, (answer) => {
        signal.removeEventListener("abort", giveUp);
        resolve(answer);
      });
    });
  }

  /** Closes it: nothing more is sent or answered; open requests get `instead`, if given. */
  close(instead?: ModelAnswer): void {
    this.#port.close();
    const open = [...this.#open.values()];
    this.#open.clear();
    if (instead) for (const answered of open) answered(instead);
  }

  #send(): void {
    this.#port.postMessage(this.#asked);
    this.#asked = [];
  }
}
