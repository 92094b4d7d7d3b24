/**
 * The site's address: LANES_ADDRESS, for example `https://example.org/lanes/`. Without it no URL in
 * the site contains a host: all are relative to the page that they are on.
 */

/** The URL of a path in the site, on `page`: a folder in the site, "" for the root. */
export type AddressOf = (path: string, page: string) => string;

/** Throws an error with a sentence if `site` is not a web address or has a query or fragment. */
export function addressesAt(site: string | undefined): AddressOf {
  if (!site) return (path, page) => relative(path, page);
  const url = URL.canParse(site) ? new URL(site) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new Error(
      `LANES_ADDRESS must be a web address such as https://example.org/lanes/, not “${site}”.`,
    );
  }
  const root = url.href.endsWith("/") ? url.href : `${url.href}/`;
  return (path) => root + path;
}

function relative(path: string, page: string): string {
  if (page === "") return `./${path}`;
  if (path.startsWith(`${page}/`)) return `./${path.slice(page.length + 1)}`;
  return "../".repeat(page.split("/").length) + path;
}
