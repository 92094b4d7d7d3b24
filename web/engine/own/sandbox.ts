/**
 * A frame of an opaque origin, made anew for each run, whose workers run somebody else's code: nothing
 * of this page's origin is there to be read, and its policy (sandbox.html) lets it reach nothing.
 */
import { afterPatience } from "../../base/patience.ts";
import { siteRoot } from "../../base/site.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { LanesError } from "../../spec/errors.ts";
import type { Contract } from "../../workers/contract.ts";
import { Conversation, type ConversationOptions } from "../../workers/conversation.ts";
import type { FromFrame, Introduction, SentModule, ToFrame } from "./protocol.ts";
import { SandboxedWorker } from "./sandboxed-worker.ts";

/** How long the frame may take to load, and then to answer while its workers compute, ms. */
const loadPatienceMs = 60_000;
const pingEveryMs = 2000;
const pongPatienceMs = 60_000;
/** How long a script that does not parse may take to say where. */
const checkPatienceMs = 11_000;

export const compromised =
  "The code left its sandbox, or sent what it was not asked for: the run was ended, and none of it is shown.";

const address = `${siteRoot}sandbox.html`;

const refused =
  "This browser shows no sandboxed frame here, and your own code runs nowhere else: open the page by itself, on its own address.";

const died =
  "The browser ended the sandbox in the middle of the run, most likely because the code asked for too much memory.";

/** A worker's script, and the module of ours that it runs. */
export interface Started {
  script: string;
  core: SentModule;
}

export class Sandbox {
  readonly #frame: HTMLIFrameElement;
  readonly #secret = crypto.randomUUID();
  readonly #page = new MessageChannel();
  readonly #over = new AbortController();
  readonly #workers = new Map<number, { worker: SandboxedWorker; conversation?: Ends }>();
  readonly #checks = new Map<number, (found: Diagnostic | undefined) => void>();
  #started = 0;
  #pings = 0;
  #loads = 0;
  #ready: (() => void) | undefined;
  #heard: () => void = () => undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  private constructor() {
    this.#frame = document.createElement("iframe");
    // Scripts and nothing else: no origin, no forms, no windows, no way up.
    this.#frame.setAttribute("sandbox", "allow-scripts");
    this.#frame.setAttribute("aria-hidden", "true");
    this.#frame.tabIndex = -1;
    this.#frame.title = "Sandbox";
    this.#frame.hidden = true;
    this.#frame.addEventListener("load", () => this.#loaded());
    this.#page.port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#hear(data);
    this.#page.port1.onmessageerror = () => this.end(new LanesError("worker-died", compromised));
  }

  /** Resolves when its script answers. Ends when `signal` aborts. */
  static async open(signal: AbortSignal): Promise<Sandbox> {
    const sandbox = new Sandbox();
    const ended = new Promise<never>((_, reject) => {
      sandbox.over.addEventListener("abort", () => reject(sandbox.over.reason));
    });
    const end = () => sandbox.end(new LanesError("cancelled", "The run was cancelled."));
    signal.addEventListener("abort", end);
    sandbox.over.addEventListener("abort", () => signal.removeEventListener("abort", end));
    if (signal.aborted) end();
    const ready = new Promise<void>((resolve) => {
      sandbox.#ready = resolve;
    });
    const patient = afterPatience(loadPatienceMs, () =>
      sandbox.end(new LanesError("unavailable", refused)),
    );
    try {
      const inside = crossOriginIsolated && (await Promise.race([unframed(), ended]));
      if (inside) sandbox.#frame.srcdoc = inside;
      else sandbox.#frame.src = address;
      if (!sandbox.over.aborted) document.body.append(sandbox.#frame);
      await Promise.race([ready, ended]);
    } finally {
      patient();
    }
    sandbox.#watch();
    return sandbox;
  }

  /** Aborted as soon as it is gone; its reason is the LanesError that says why. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Starts a worker in it, and the conversation with that. */
  start<C extends Contract>(
    { script, core }: Started,
    news: ConversationOptions<C>["news"] = {},
  ): Conversation<C> {
    const id = ++this.#started;
    const { port1, port2 } = new MessageChannel();
    const strange = () => this.end(new LanesError("worker-died", compromised));
    const worker = new SandboxedWorker(port1, this.#secret, strange, () =>
      this.end(new LanesError("cancelled", "The run was ended.")),
    );
    const conversation = new Conversation<C>("", {
      start: () => worker,
      withoutLock: true,
      news,
      whyItStopped: (reason) => new LanesError("task-threw", `Your code stopped: ${reason}`),
    });
    this.#workers.set(id, { worker, conversation });
    this.#say({ start: id, script, core }, [port2]);
    return conversation;
  }

  /** Where `source` fails to parse as a module, for engines whose exception does not say. */
  whereItFails(source: string): Promise<Diagnostic | undefined> {
    const id = ++this.#started;
    // Nothing of it would run. A classic script knows no exports.
    const plain = source.replace(/^([ \t]*)export([ \t]+default)?(?=\s)/gm, (all) =>
      " ".repeat(all.length),
    );
    return new Promise((resolve) => {
      const found = (diagnostic: Diagnostic | undefined) => {
        this.#checks.delete(id);
        resolve(diagnostic);
      };
      this.#checks.set(id, found);
      setTimeout(() => found(undefined), checkPatienceMs);
      this.#say({ check: id, script: `throw 0;${plain}` }, []);
    });
  }

  /** Takes the frame away, and with it everything that runs in it, at once. */
  end(error: LanesError): void {
    if (this.#over.signal.aborted) return;
    clearInterval(this.#ticking);
    this.#heard();
    this.#frame.remove();
    this.#page.port1.close();
    this.#over.abort(error);
    for (const { conversation } of this.#workers.values()) conversation?.end(error);
    for (const found of [...this.#checks.values()]) found(undefined);
  }

  #loaded(): void {
    this.#loads++;
    if (this.#loads > 1) {
      // Its page is another one now.
      this.end(new LanesError("worker-died", compromised));
      return;
    }
    const introduction: Introduction = { secret: this.#secret };
    // An opaque origin has no name to be addressed by; what it gets is worth nothing elsewhere.
    this.#frame.contentWindow?.postMessage(introduction, "*", [this.#page.port2]);
  }

  #say(message: ToFrame, transfer: Transferable[]): void {
    if (!this.over.aborted) this.#page.port1.postMessage(message, transfer);
  }

  #hear(message: FromFrame): void {
    if (typeof message !== "object" || message === null || message.secret !== this.#secret) {
      this.end(new LanesError("worker-died", compromised));
    } else if ("ready" in message) {
      this.#ready?.();
    } else if ("pong" in message) {
      this.#heard();
    } else {
      this.#died(message);
    }
  }

  #died({ died: id, message, line, column }: Extract<FromFrame, { died: number }>): void {
    const text = String(message)
      .replace(/^Uncaught /, "")
      .slice(0, 300);
    const place = { line: Number(line) || 0, column: Number(column) || 0 };
    const check = this.#checks.get(id);
    if (check) {
      // Any other error is that of a script that parses.
      check(/SyntaxError/.test(text) ? { ...place, severity: "error", text } : undefined);
      return;
    }
    this.#workers.get(id)?.worker.fail(text || "its worker could not go on");
  }

  /** A frame may have a process of its own, whose end no event tells. */
  #watch(): void {
    this.#ticking = setInterval(() => {
      this.#heard();
      this.#heard = afterPatience(pongPatienceMs, () =>
        this.end(new LanesError("out-of-memory", died)),
      );
      this.#say({ ping: ++this.#pings }, []);
    }, pingEveryMs);
  }
}

/**
 * The sandbox's page as text, where its host sends no Cross-Origin-Embedder-Policy with it. There the
 * service worker isolates the pages, and answers for no frame of an opaque origin, with or without a
 * network: an isolated page may frame that one by its text only, which has the page's own such policy
 * (HTML, "iframe srcdoc documents"). A host with headers sends the sandbox's, and a policy that a text
 * would inherit; Firefox 153 frames it only where that host sends a Cross-Origin-Resource-Policy too.
 */
async function unframed(): Promise<string | undefined> {
  const response = await fetch(address).catch(() => undefined);
  if (!response?.ok || response.headers.has("Cross-Origin-Embedder-Policy")) return undefined;
  return response.text();
}

interface Ends {
  end(error: LanesError): void;
}
