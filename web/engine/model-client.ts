/** Asks the downstream model over a port. */
import type { Answered, Asked } from "./downstream-protocol.ts";

export type OnAnswer = (id: number, outcome: number, text: string) => void;

export class ModelClient {
  readonly #port: MessagePort;
  #asked: Asked = [];
  /** Called for every request that has ended; its ids are those of `ask`. */
  onAnswer: OnAnswer = () => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Answered>) => {
      for (let i = 0; i < data.length; i += 3) {
        const [id, outcome, text] = data.slice(i, i + 3) as [number, number, string];
        this.onAnswer(id, outcome, text);
      }
    };
  }

  /** Sends a request that is served for `ms`. All that one turn asks go in one message. */
  ask(id: number, seed: number, ms: number): void {
    if (this.#asked.length === 0) queueMicrotask(() => this.#send());
    this.#asked.push(id, seed, ms);
  }

  close(): void {
    this.onAnswer = () => {};
    this.#port.close();
  }

  #send(): void {
    this.#port.postMessage(this.#asked);
    this.#asked = [];
  }
}
