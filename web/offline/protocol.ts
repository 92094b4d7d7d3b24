/** Messages from the page to its service worker; each carries a port for its single reply. */

export type SiteRequest =
  /** Would this page be isolated if it were loaded again, through the service worker? */
  | { type: "would-isolate" }
  /** Cache one more file of the site for offline use. */
  | { type: "keep" };

/**
 * Reply to "keep": the number of files of this version still missing; null after a failed download.
 */
export interface KeptSite {
  left: number | null;
}
