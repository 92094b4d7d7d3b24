/** The dialog with what to paste for a set-up. */
import { embedHeight } from "../../share/embed-code.ts";
import { later } from "../../spec/later.ts";
import type { Spec } from "../../spec/types.ts";
import { bringsCode, workEntry } from "../../spec/works.ts";

/** Rejects where the dialog cannot be loaded. */
export async function showEmbedOf(spec: Spec): Promise<void> {
  // What somebody wrote is what their demo is about.
  const own = bringsCode(workEntry(spec.work));
  const show: Spec["show"] = own ? [...new Set(["code" as const, ...spec.show])] : spec.show;
  const { showEmbedDialog } = await later("The dialog", import("../../kit/embed/embed-dialog.ts"));
  showEmbedDialog({
    what: "this demo",
    theme: spec.theme,
    height: embedHeight({ ...spec, show }),
    words: { title: spec.title, note: spec.note, show },
    code({ theme, title, note, show, ...options }) {
      // In another page a demo must not freeze its host.
      const loop = options.kind === "link" ? spec.loop : "worker";
      return window.lanes.embedCode(
        { ...spec, theme, title, note, show, loop, autorun: false },
        options,
      );
    },
  });
}
