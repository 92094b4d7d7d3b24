/** A link leaves the page: by the system's share sheet, else by the clipboard. */

export type Shared = "shared" | "dismissed" | "copied" | "refused";

/** To be called while a press counts as one. `refused`: the reader has to select and copy it. */
export async function shareLink(url: string, title: string): Promise<Shared> {
  const data = { url, title };
  if (typeof navigator.share === "function" && navigator.canShare?.(data) !== false) {
    try {
      await navigator.share(data);
      return "shared";
    } catch (error) {
      // Anything else means that this page may not open it (a frame, a policy).
      if (error instanceof DOMException && error.name === "AbortError") return "dismissed";
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "refused";
  }
}
