/** CodeMirror with what code of a page's length needs. https://codemirror.net/docs/guide/ */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { cppLanguage } from "@codemirror/lang-cpp";
import { javascriptLanguage } from "@codemirror/lang-javascript";
import {
  bracketMatching,
  ensureSyntaxTree,
  indentOnInput,
  indentUnit,
  LanguageSupport,
} from "@codemirror/language";
import { type Diagnostic as Lint, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { editorTheme } from "./editor-theme.ts";

export type EditedLanguage = "js" | "cpp";

const languages = {
  js: { name: "JavaScript", support: new LanguageSupport(javascriptLanguage) },
  cpp: { name: "C++", support: new LanguageSupport(cppLanguage) },
};

/** Most errors of the parser that are told: what follows from the first is rarely of use. */
const mostSyntaxErrors = 3;
/** How long the parser may take for that, ms. */
const parseMs = 100;

/** A change that the page makes, not the reader. */
const byPage = Annotation.define<boolean>();

export interface EditorEvents {
  /** The reader has changed the source. */
  changed(): void;
  /** What was changed is wanted now: it is to be run, or the editor is left. */
  wanted(): void;
}

export class SourceEditor {
  readonly #view: EditorView;
  readonly #events: EditorEvents;
  #language: EditedLanguage;

  constructor(
    parent: HTMLElement,
    root: ShadowRoot,
    source: string,
    language: EditedLanguage,
    events: EditorEvents,
  ) {
    this.#events = events;
    this.#language = language;
    // With its root CodeMirror adopts style sheets, which no policy of a page forbids.
    this.#view = new EditorView({ parent, root, state: this.#state(source, language) });
  }

  get source(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows another source, which can be undone, or with another language a new one. */
  show(source: string, language: EditedLanguage): void {
    if (language !== this.#language) {
      this.#language = language;
      this.#view.setState(this.#state(source, language));
    } else if (source !== this.source) {
      const { length } = this.#view.state.doc;
      this.#view.dispatch({
        changes: { from: 0, to: length, insert: source },
        selection: { anchor: 0 },
        annotations: byPage.of(true),
      });
    }
  }

  showDiagnostics(diagnostics: readonly Diagnostic[]): void {
    const { doc } = this.#view.state;
    const lints = diagnostics.filter(({ line }) => line > 0).map((one) => lintOf(one, doc));
    this.#view.dispatch(setDiagnostics(this.#view.state, lints));
  }

  /** Moves the cursor there. */
  goTo({ line, column }: Pick<Diagnostic, "line" | "column">): void {
    const at = position(this.#view.state.doc, line, column);
    this.#view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    this.#view.focus();
  }

  /** What the parser of the language cannot read. Its C++ is no compiler: only JavaScript's is told. */
  syntaxErrors(): Diagnostic[] {
    const { state } = this.#view;
    const found: Diagnostic[] = [];
    if (this.#language !== "js") return found;
    const tree = ensureSyntaxTree(state, state.doc.length, parseMs);
    tree?.iterate({
      enter: ({ type, from, to }) => {
        if (!type.isError || found.length >= mostSyntaxErrors) return;
        const line = state.doc.lineAt(from);
        if (found.some((one) => one.line === line.number)) return;
        const what = state.doc.sliceString(from, Math.min(to, line.to)).trim();
        const text = what ? `“${what}” cannot stand here.` : "Something is missing here.";
        found.push({ line: line.number, column: from - line.from + 1, severity: "error", text });
      },
    });
    return found;
  }

  destroy(): void {
    this.#view.destroy();
  }

  #state(source: string, language: EditedLanguage): EditorState {
    const { name, support } = languages[language];
    const wanted = () => {
      this.#events.wanted();
      return true;
    };
    return EditorState.create({
      doc: source,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("  "),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        EditorView.lineWrapping,
        // Tab is not bound: it leaves the editor, as everywhere on the page.
        keymap.of([{ key: "Mod-Enter", run: wanted }, ...defaultKeymap, ...historyKeymap]),
        support,
        editorTheme,
        EditorView.contentAttributes.of({
          "aria-label": `Your code, ${name}`,
          "aria-describedby": "keys",
          spellcheck: "false",
          autocapitalize: "off",
          autocorrect: "off",
        }),
        EditorView.domEventHandlers({ blur: () => this.#events.wanted(), beforeinput: replace }),
        EditorView.updateListener.of(({ docChanged, transactions }) => {
          if (docChanged && !transactions.some((one) => one.annotation(byPage))) {
            this.#events.changed();
          }
        }),
      ],
    });
  }
}

/**
 * Typing over a selection. Chromium, which does it by itself otherwise, keeps the look of what was there
 * in style attributes, and the page's policy reports each of them.
 */
function replace(event: InputEvent, view: EditorView): boolean {
  const { data, inputType, isComposing } = event;
  const typed = inputType === "insertText" && data !== null && !isComposing;
  if (!typed || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type" });
  return true;
}

/** The word at the place, or one character. */
function lintOf({ line, column, severity, text }: Diagnostic, doc: Text): Lint {
  const from = position(doc, line, column);
  const rest = doc.sliceString(from, doc.lineAt(from).to);
  const to = from + Math.max(/^\w+/.exec(rest)?.[0].length ?? 0, rest.length > 0 ? 1 : 0);
  return { from, to, severity: severity === "note" ? "info" : severity, message: text };
}

function position(doc: Text, line: number, column: number): number {
  const { from, length } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return from + Math.min(Math.max(column, 1) - 1, length);
}
