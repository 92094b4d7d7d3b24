/** Messages from the page to its service worker; each brings a port for the one answer. */

export type SiteRequest =
  /** Would this page be isolated if it were loaded again, through the service worker? */
  | { type: "would-isolate" }
  /** Keep one more file of the site for the time without a network. */
  | { type: "keep" };

/** To "keep": files of this version that are still to come; null when one could not be had. */
export interface KeptSite {
  left: number | null;
}
