/**
 * `<lanes-demo>`: a live demo for pages that allow scripts. Until it is pressed it is a poster, which
 * loads nothing; then it is an embed in a frame, as high as that needs.
 *
 *     <script async src="https://…/lanes-demo.js"></script>
 *     <lanes-demo link="#work=hash&how=sequential,parallel">Four hashes, two ways</lanes-demo>
 *
 * `link`: the set-up as links say it, from the `#` on, or a whole link to Lanes or to a story of it.
 * `theme`: auto, light or dark. What the element contains is on the poster, and is all there is where
 * scripts are not allowed: a plain link does well there.
 * Events: "lanes-result" and "lanes-error", whose `detail` is what the embed said (messages.ts).
 * Methods: `run(spec?)` and `cancel()`.
 *
 * Built as a classic script at a fixed address: it imports types only.
 */
import type { Spec } from "../spec/types.ts";
import type { FromEmbed, ToEmbed } from "./messages.ts";

{
  /** Where Lanes is: where this script came from. In a shadow root or imported, only its stack knows. */
  const site = new URL(
    "./",
    (document.currentScript as HTMLScriptElement | null)?.src ??
      /\w+:\/\/\S*lanes-demo\.js/.exec(new Error().stack ?? "")?.[0] ??
      location.href,
  );

  /** How long a demo may take to say that it is ready before the usual reasons are told, in ms. */
  const patienceMs = 15_000;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; margin-block: 1em; }
    :host([hidden]) { display: none; }
    iframe { display: block; box-sizing: border-box; inline-size: 100%; border: 1px solid #8886; border-radius: 3px; }
    button { display: grid; gap: .5rem; place-content: center; box-sizing: border-box; inline-size: 100%;
      min-block-size: var(--lanes-height, 24rem); padding: 1rem; border: 1px solid #8886; border-radius: 3px;
      background: #f7f5f0; color: #17181a; font: 1rem/1.4 system-ui, sans-serif; text-align: center; cursor: pointer; }
    button:hover b { text-decoration: underline; }
    button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
    p { margin: .5rem 0; font: .875rem/1.4 system-ui, sans-serif; }
    b { font-size: 1.125rem; }
    ::slotted(a) { color: inherit !important; }
    small { font-size: .8125rem; opacity: .75; }
    :host([theme="dark"]) button { background: #121416; color: #eeebe4; }
    @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) button { background: #121416; color: #eeebe4; } }
  `);

  /** What is no address is read as the fragment of one, so that the demo can say what it is not. */
  const urlOf = (link: string | null): URL => {
    try {
      return new URL(link ?? "", site);
    } catch {
      return new URL(`#${link}`, site);
    }
  };

  /** Pages and frames of Lanes that a link may lead to, and which of them is framed for it. */
  const addressOf = (link: string, theme: string): URL => {
    const whole = urlOf(link);
    const ours = whole.origin === site.origin && whole.pathname.startsWith(site.pathname);
    const path = ours ? whole.pathname.slice(site.pathname.length) : "";
    const address = new URL(path.startsWith("stories/") ? path : "embed.html", site);
    // A link that has lost its fragment may have the set-up in its query.
    const hash = (whole.hash || whole.search).replace(/^[#?]/, "");
    address.hash = theme ? `${hash ? `${hash}&` : ""}theme=${theme}` : hash;
    return address;
  };

  class LanesDemo extends HTMLElement {
    static readonly observedAttributes = ["link", "theme"];
    readonly #root = this.attachShadow({ mode: "open" });
    #frame: HTMLIFrameElement | undefined;
    /** Resolves when the embed has said that it is ready. */
    #ready: Promise<void> | undefined;
    #isReady = () => {};
    /** Why no demo shows. */
    #why: HTMLElement | undefined;
    #patience: ReturnType<typeof setTimeout> | undefined;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#showPoster();
    }

    connectedCallback(): void {
      this.#keepRoom();
      addEventListener("message", this.#onMessage);
      document.addEventListener("securitypolicyviolation", this.#onViolation);
    }

    disconnectedCallback(): void {
      removeEventListener("message", this.#onMessage);
      document.removeEventListener("securitypolicyviolation", this.#onViolation);
    }

    attributeChangedCallback(name: string): void {
      this.#keepRoom();
      if (!this.#frame) return;
      const theme = (this.getAttribute("theme") ?? "auto") as Spec["theme"];
      if (name === "theme") this.#tell({ target: "lanes", type: "theme", theme });
      else this.#load();
    }

    /** Loads the demo if need be, and runs it; `spec`: what is to be different from the link. */
    async run(spec?: Partial<Spec>): Promise<void> {
      this.#load();
      await this.#ready;
      this.#tell({ target: "lanes", type: "run", ...(spec && { spec }) });
    }

    cancel(): void {
      this.#tell({ target: "lanes", type: "cancel" });
    }

    /** As in embed-code.ts: a row for each strategy; three where the link names none. */
    #keepRoom(): void {
      const link = urlOf(this.getAttribute("link")).hash.slice(1);
      const rows = new URLSearchParams(link).get("how")?.split(",").length ?? 3;
      this.style.setProperty("--lanes-height", `${350 + 57 * Math.min(5, rows)}px`);
    }

    #showPoster(): void {
      const poster = document.createElement("button");
      const title = document.createElement("b");
      title.append(document.createElement("slot"));
      const small = document.createElement("small");
      small.append(`Press to run it here, in your browser. It is loaded from ${site.host}.`);
      poster.append(title, small);
      poster.addEventListener("click", (event) => {
        // A link on the poster is for where there are no scripts.
        event.preventDefault();
        this.run();
      });
      this.#root.replaceChildren(poster);
    }

    #load(): void {
      const address = addressOf(
        this.getAttribute("link") ?? "",
        this.getAttribute("theme") ?? "",
      ).href;
      if (this.#frame?.src === address) return;
      // Who waits for a demo that is being replaced waits for this one.
      const before = this.#isReady;
      this.#ready = new Promise((resolve) => {
        this.#isReady = () => {
          before();
          resolve();
        };
      });
      const frame = document.createElement("iframe");
      frame.title = this.textContent?.trim() || "A live demo of Lanes";
      frame.allow = "cross-origin-isolated; fullscreen";
      // As high as the poster until it says how high it needs to be: nothing jumps.
      frame.height = String(Math.max(200, Math.round(this.getBoundingClientRect().height)));
      // An isolated page frames a host that sends no headers only so (Chromium).
      if (crossOriginIsolated) Object.assign(frame, { credentialless: true });
      frame.src = address;
      this.#frame = frame;
      this.#root.replaceChildren(frame);
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => {
        this.#say(
          `Nothing has come from ${site.host} yet. If this page sends a Cross-Origin-Embedder-Policy, ${site.host} must send one as well.`,
        );
      }, patienceMs);
    }

    /** Says why no demo shows, and leads to it; empty: one does. */
    #say(why: string): void {
      clearTimeout(this.#patience);
      this.#why?.remove();
      if (!why || !this.#frame) return;
      const link = document.createElement("a");
      link.href = this.#frame.src.replace("embed.html", "");
      link.append("Open it there.");
      this.#why = document.createElement("p");
      this.#why.role = "status";
      this.#why.append(why, " ", link);
      this.#root.append(this.#why);
    }

    #tell(message: ToEmbed): void {
      this.#frame?.contentWindow?.postMessage(message, site.origin);
    }

    readonly #onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent): void => {
      if (disposition !== "enforce" || !this.#frame || !blockedURI.startsWith(site.origin)) return;
      this.#say(`This page’s Content-Security-Policy must allow frame-src ${site.origin}.`);
    };

    readonly #onMessage = ({ data, source, origin }: MessageEvent<FromEmbed>): void => {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== site.origin) return;
      if (data?.source !== "lanes") return;
      if (data.type === "ready") {
        this.#say("");
        this.#isReady();
      } else if (data.type === "height") this.#frame.height = String(Math.ceil(data.height) + 2);
      else this.dispatchEvent(new CustomEvent(`lanes-${data.type}`, { detail: data }));
    };
  }

  if (!customElements.get("lanes-demo")) customElements.define("lanes-demo", LanesDemo);
}
