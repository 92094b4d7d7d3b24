/** The dialog with what to paste for a set-up. */
import { embedHeight } from "../../share/embed-code.ts";
import { later } from "../../spec/later.ts";
import type { Spec } from "../../spec/types.ts";

/** Rejects where the dialog cannot be loaded. */
export async function showEmbedOf(spec: Spec): Promise<void> {
  const { showEmbedDialog } = await later("The dialog", import("../../kit/embed-dialog.ts"));
  showEmbedDialog({
    what: "this demo",
    theme: spec.theme,
    height: embedHeight(spec),
    code({ theme, ...options }) {
      // In another page a demo must not freeze its host.
      const loop = options.kind === "link" ? spec.loop : "worker";
      return window.lanes.embedCode({ ...spec, theme, loop, autorun: false }, options);
    },
  });
}
