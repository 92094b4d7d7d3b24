/**
 * A worker in a sandbox as a Conversation takes it: what comes from it is checked before it is heard.
 * The code in there can be anybody's, and may have got at the port.
 */
import { errorCodes } from "../../spec/errors.ts";
import type { WorkerLike } from "../../workers/conversation.ts";
import type { Enveloped } from "./protocol.ts";

const mostSentence = 1000;
const mostDiagnostics = 20;

export class SandboxedWorker extends EventTarget implements WorkerLike {
  readonly #port: MessagePort;
  readonly #terminate: () => void;

  /** `strange`: what it said is none of what it has to say. `terminate`: ends the sandbox. */
  constructor(port: MessagePort, secret: string, strange: () => void, terminate: () => void) {
    super();
    this.#port = port;
    this.#terminate = terminate;
    let expected = 1;
    port.onmessage = ({ data }: MessageEvent<Enveloped>) => {
      const fits =
        isObject(data) &&
        data.secret === secret &&
        // Nothing twice, and nothing out of order.
        data.number === expected++ &&
        isFromWorker(data.message);
      if (fits) this.dispatchEvent(new MessageEvent("message", { data: data.message }));
      else strange();
    };
    port.onmessageerror = strange;
  }

  postMessage(message: unknown, how?: StructuredSerializeOptions | Transferable[]): void {
    this.#port.postMessage(message, Array.isArray(how) ? how : (how?.transfer ?? []));
  }

  terminate(): void {
    this.#port.close();
    // Whoever ends it says why first; the others in the sandbox hear of it after that.
    queueMicrotask(this.#terminate);
  }

  /** An error that nothing in it caught. */
  fail(message: string): void {
    this.dispatchEvent(new ErrorEvent("error", { message, cancelable: true }));
  }
}

/** Is it one of contract.ts's FromWorker? What a reply holds is for its reader to check. */
export function isFromWorker(message: unknown): boolean {
  if (!isObject(message)) return false;
  if ("begun" in message) return message.begun === true;
  if ("holds" in message) return typeof message.holds === "number";
  if ("news" in message) return typeof message.news === "string" && "what" in message;
  if (typeof message.id !== "number") return false;
  if ("reply" in message) return true;
  const { code, message: sentence, diagnostics = [] } = message;
  const codes: readonly unknown[] = errorCodes;
  return (
    codes.includes(code) &&
    isText(sentence) &&
    Array.isArray(diagnostics) &&
    diagnostics.length <= mostDiagnostics &&
    diagnostics.every(isDiagnostic)
  );
}

function isDiagnostic(it: unknown): boolean {
  return (
    isObject(it) &&
    typeof it.line === "number" &&
    typeof it.column === "number" &&
    it.severity === "error" &&
    isText(it.text)
  );
}

function isText(it: unknown): boolean {
  return typeof it === "string" && it.length <= mostSentence;
}

function isObject(it: unknown): it is Record<string, unknown> {
  return typeof it === "object" && it !== null;
}
