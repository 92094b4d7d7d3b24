/** The user's own picture on its way into the page: chosen, dropped anywhere, or pasted. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Given } from "../../kit/picture/given.ts";
import type { OwnPicture } from "../../kit/picture/own-picture.ts";
import { later } from "../../spec/later.ts";

export class Intake implements ReactiveController {
  /** Why what was given last cannot be used, as a sentence; empty where it can. */
  refusal = "";
  /** A picture is being decoded. */
  reading = false;
  /** Something is being dragged over the page. */
  over = false;

  readonly #host: ReactiveControllerHost;
  readonly #options: { wanted(): boolean; take(own: OwnPicture): void };
  #newest: Given | undefined;

  /** `wanted`: whether a picture is of use now. `take` is called with the last one given. */
  constructor(
    host: ReactiveControllerHost,
    options: { wanted(): boolean; take(own: OwnPicture): void },
  ) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("dragover", this.#onDragOver);
    window.addEventListener("dragleave", this.#onDragLeave);
    window.addEventListener("drop", this.#onDrop);
    window.addEventListener("paste", this.#onPaste);
  }

  hostDisconnected(): void {
    window.removeEventListener("dragover", this.#onDragOver);
    window.removeEventListener("dragleave", this.#onDragLeave);
    window.removeEventListener("drop", this.#onDrop);
    window.removeEventListener("paste", this.#onPaste);
  }

  /** For the "change" of an input of type file. */
  readonly onChosen = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    if (files.length > 0) {
      const modified = files.map(({ lastModified }) => lastModified);
      void this.#read({ by: "chosen", files, modified, folders: [], html: "", addresses: "" });
    }
    // Lets the same file be chosen again.
    input.value = "";
  };

  /** The last one given wins, however long it takes to decode. */
  async #read(given: Given): Promise<void> {
    this.#newest = given;
    const here = () => given === this.#newest;
    this.#show({ refusal: "", reading: true });
    try {
      const { readGiven } = await later("The decoder", import("../../kit/picture/given.ts"));
      const own = here() ? await readGiven(given) : undefined;
      if (own && here()) this.#options.take(own);
    } catch (error) {
      if (here()) this.refusal = (error as Error).message;
    }
    if (here()) this.#show({ reading: false });
  }

  #show(news: Partial<Pick<Intake, "refusal" | "reading" | "over">>): void {
    Object.assign(this, news);
    this.#host.requestUpdate();
  }

  readonly #onDragOver = (event: DragEvent): void => {
    if (!this.#takes(event.dataTransfer)) return;
    event.preventDefault();
    if (!this.over) this.#show({ over: true });
  };

  readonly #onDragLeave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) this.#show({ over: false });
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#show({ over: false });
    const { dataTransfer } = event;
    if (!dataTransfer || !this.#takes(dataTransfer)) return;
    event.preventDefault();
    void this.#read(takenFrom(dataTransfer, "dropped"));
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    if (!this.#options.wanted() || !event.clipboardData) return;
    const taken = takenFrom(event.clipboardData, "pasted");
    const hasPicture = taken.files.length > 0 || /<img\s/i.test(taken.html);
    if (!hasPicture) return;
    event.preventDefault();
    void this.#read(taken);
  };

  /** An address too: the browser would leave the page for it. */
  #takes(transfer: DataTransfer | null): boolean {
    const types = transfer?.types ?? [];
    return this.#options.wanted() && (types.includes("Files") || types.includes("text/uri-list"));
  }
}

/** `transfer` is empty as soon as its event is over. */
function takenFrom(transfer: DataTransfer, by: Given["by"]): Given {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    const file = item.kind === "file" ? item.getAsFile() : null;
    const entry = file && item.webkitGetAsEntry?.();
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  return {
    by,
    files,
    modified: files.map(({ lastModified }) => lastModified),
    folders,
    html: transfer.getData("text/html"),
    addresses: transfer.getData("text/uri-list"),
  };
}
