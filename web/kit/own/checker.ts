/** Diagnostics while one types: of the parser for JavaScript, of Clang for C++ once it is there. */
import { checkCpp, compilerIsReady } from "../../engine/own/compiler/compiler.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import type { EditedLanguage, SourceEditor } from "./editor.ts";

/** A pause in typing, ms. */
const pauseMs = 350;

export class Checker {
  readonly #show: (diagnostics: readonly Diagnostic[]) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checking = false;
  /** What was asked for while a check was under way. */
  #next: (() => void) | undefined;

  constructor(show: (diagnostics: readonly Diagnostic[]) => void) {
    this.#show = show;
  }

  /** Checks what is in the editor after the next pause. */
  soon(editor: SourceEditor, language: EditedLanguage): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#check(editor, language), pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#next = undefined;
  }

  async #check(editor: SourceEditor, language: EditedLanguage): Promise<void> {
    if (language === "js") {
      this.#show(editor.syntaxErrors());
      return;
    }
    if (!compilerIsReady()) return;
    if (this.#checking) {
      this.#next = () => void this.#check(editor, language);
      return;
    }
    this.#checking = true;
    const { source } = editor;
    const found = await checkCpp(source).catch(() => undefined);
    this.#checking = false;
    if (found && source === editor.source) this.#show(found);
    const next = this.#next;
    this.#next = undefined;
    next?.();
  }
}
