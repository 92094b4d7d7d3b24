/**
 * The reader's source in this tab's session storage, for what no link holds: a source that is too long
 * for one, or that was changed a moment before the page was left.
 */

const key = "lanes own source";

interface Kept {
  /** The fragment of the page's address at that time. */
  address: string;
  lang: string;
  code: string;
}

/** False where nothing may be stored. */
export function keepSource(lang: string, code: string): boolean {
  const kept: Kept = { address: location.hash, lang, code };
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** Whether anything may be stored here. */
export function keepsSources(): boolean {
  try {
    sessionStorage.setItem(`${key}?`, "");
    sessionStorage.removeItem(`${key}?`);
    return true;
  } catch {
    return false;
  }
}

/** What was kept of this tab's page at this address, if it is in that language. */
export function keptSource(lang: string): string | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
    const same = kept?.address === location.hash && kept.lang === lang;
    return same && typeof kept.code === "string" ? kept.code : undefined;
  } catch {
    return undefined;
  }
}
