/**
 * What the page is set to run, and its link: reads the address, follows it when it changes, and keeps
 * it in step with what the reader changes.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { AddressBar } from "../kit/address.ts";
import { Author } from "../kit/author/author.ts";
import { wordsFor } from "../kit/author/author-words.ts";
import { showTheme } from "../kit/look/theme.ts";
import type { OwnPicture } from "../kit/picture/own-picture.ts";
import { isClean } from "../spec/compare.ts";
import { sentenceOf } from "../spec/errors.ts";
import { codeLink, loadCodeLink } from "../spec/link/code-link.ts";
import { defaultSpec, type LinkContext, linkKeys } from "../spec/link/grammar.ts";
import { parseLink } from "../spec/link/parse-link.ts";
import { writeLink } from "../spec/link/write-link.ts";
import type { CompiledCode, Result, Spec } from "../spec/types.ts";
import { bringsCode, firstWork, workEntry } from "../spec/works.ts";
import { sectionOf } from "./section.ts";

export class SetUp implements ReactiveController {
  readonly context: LinkContext = {
    embed: false,
    reportedCores: navigator.hardwareConcurrency,
  };
  spec: Spec = defaultSpec(firstWork, this.context);
  /** Parts of the link that could not be used as written. */
  changes: readonly string[] = [];
  /** The author of the results in the link, if any. */
  author: Author | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #followed: (section: string | undefined) => void;
  readonly #address = new AddressBar(linkKeys);
  /** What the link says. */
  #linked = this.spec;
  #own: OwnPicture | undefined;
  /** What was compiled here of the source that is shown. */
  compiled: CompiledCode | undefined;
  #toRun: Spec | undefined;
  #carried: { spec: Spec; refusal: string } | undefined;

  /** `followed`: a link has been read, the first or another; `section`: the element it leads to. */
  constructor(host: ReactiveControllerHost, followed: (section: string | undefined) => void) {
    this.#host = host;
    this.#followed = followed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#read();
    window.addEventListener("hashchange", this.#read);
  }

  hostDisconnected(): void {
    window.removeEventListener("hashchange", this.#read);
    this.#address.dispose();
  }

  /** The reader's own picture, where the work takes one. */
  get own(): OwnPicture | undefined {
    return workEntry(this.spec.work)?.shows === "pair" ? this.#own : undefined;
  }

  set own(own: OwnPicture | undefined) {
    this.#own = own;
    this.#toRun = undefined;
    this.#host.requestUpdate();
  }

  /** Its tasks make what can be looked at. */
  get showsPictures(): boolean {
    return (workEntry(this.spec.work)?.shows ?? "nothing") !== "nothing";
  }

  /** The spec, but `size` is the width of the reader's own picture. The same object until either changes. */
  get toRun(): Spec {
    const { own } = this;
    this.#toRun ??= own ? { ...this.spec, size: own.picture.width } : this.spec;
    return this.#toRun;
  }

  /** The reader has changed it. */
  change(part: Partial<Spec>): void {
    const spec = { ...this.spec, ...part };
    const ref = this.author?.refFor(spec) ?? "";
    this.#show({ ...spec, ref, ...wordsFor(spec, this.#linked) }, []);
    // What writes its link comes in a moment.
    if (bringsCode(workEntry(spec.work)) && !codeLink()) void this.#showLinkLater();
    this.#showLink();
  }

  async #showLinkLater(): Promise<void> {
    if (!(await this.#codeLinkLoaded())) return;
    this.#showLink();
    this.#host.requestUpdate();
  }

  /** False, and said, where what reads and writes code in links does not come. */
  async #codeLinkLoaded(): Promise<boolean> {
    try {
      await loadCodeLink();
    } catch (error) {
      this.addChange(sentenceOf(error));
      return false;
    }
    this.#carried = undefined;
    return true;
  }

  #showLink(): void {
    const { spec, context } = this;
    if (spec.how.length > 0 && this.#refusal === "") this.#address.show(writeLink(spec, context));
  }

  /** Why no link can carry the code of the spec; "" if one can. */
  get #refusal(): string {
    if (this.#carried?.spec !== this.spec)
      this.#carried = { spec: this.spec, refusal: refusalOf(this) };
    return this.#carried.refusal;
  }

  /** One sentence more on what the link asks for and does not get. */
  addChange(sentence: string): void {
    this.changes = [...this.changes, sentence];
    this.#host.requestUpdate();
  }

  /** What a link or a frame of this set-up says: the defaults where no strategy is chosen. */
  get linkable(): Spec {
    if (this.spec.how.length === 0) return defaultSpec(this.spec.work, this.context);
    if (this.#refusal) return { ...this.spec, code: "" };
    const { spec, compiled } = this;
    return compiled?.code === spec.code ? { ...spec, compiled } : spec;
  }

  /** The same for a frame, which brings the example itself once that is compiled. */
  get embeddable(): Spec {
    const { linkable, compiled } = this;
    const example = linkable.lang === "cpp" && linkable.code === "" && !this.#refusal;
    return example && compiled ? { ...linkable, code: compiled.code, compiled } : linkable;
  }

  link(): string {
    return this.#address.with(window.lanes.link(this.linkable));
  }

  /** The link with all `results`, of chosen strategies or not. */
  linkWith(results: readonly Result[]): string {
    if (results.length === 0 || this.own) return this.link();
    const how = [...new Set([...this.spec.how, ...results.map((result) => result.how)])];
    return this.#address.with(window.lanes.link({ ...this.linkable, how }, results));
  }

  /** What of the set-up no link can carry; "" if nothing. */
  get linkMisses(): string {
    if (this.own) {
      return "The link cannot carry your picture: whoever opens it gets the generated one.";
    }
    const { lang, wasm } = this.spec;
    return lang === "wasm" && wasm ? "The link cannot carry your file." : this.#refusal;
  }

  /** The same of a link with `results`, which is without them where none of them is clean. */
  linkMissesOf(results: readonly Result[]): string {
    if (this.linkMisses || results.length === 0 || results.some(isClean)) return this.linkMisses;
    return "Results are left out: the runs were cut short, or other work was using this machine.";
  }

  readonly #read = (): void => {
    const section = sectionOf(location.hash);
    const link = this.#address.link(section ? "" : location.hash);
    const { spec, changes, packed } = parseLink(link, this.context);
    this.#address.dispose();
    this.author = Author.of(spec);
    this.#linked = spec;
    this.#show(spec, changes);
    if (packed) void this.#unpack(link);
    this.#followed(section);
  };

  /** Once what unpacks the code of `link` has been loaded. */
  async #unpack(link: string): Promise<void> {
    const before = this.spec;
    if (!(await this.#codeLinkLoaded())) return;
    const { spec, changes } = parseLink(link, this.context);
    const { lang, code } = spec;
    if (this.spec !== before) this.change(this.spec.code === "" ? { lang, code } : {});
    else {
      this.#linked = spec;
      this.#show(spec, changes);
    }
  }

  #show(spec: Spec, changes: readonly string[]): void {
    this.spec = spec;
    this.changes = changes;
    this.#toRun = undefined;
    showTheme(spec.theme);
    this.#host.requestUpdate();
  }
}

function refusalOf({ spec, context }: SetUp): string {
  try {
    if (bringsCode(workEntry(spec.work))) writeLink(spec, context);
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}
