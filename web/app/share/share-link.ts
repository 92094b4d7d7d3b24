/** Shares a link: through the system's share sheet, else through the clipboard. */

export type Shared = "shared" | "dismissed" | "copied" | "refused";

/** Needs user activation. `refused`: the reader has to select and copy the link. */
export async function shareLink(url: string, title: string): Promise<Shared> {
  const data = { url, title };
  if (typeof navigator.share === "function" && navigator.canShare?.(data) !== false) {
    try {
      await navigator.share(data);
      return "shared";
    } catch (error) {
      // Other errors mean that this page may not open the sheet (a frame, a policy).
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
