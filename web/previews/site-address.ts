/**
 * Where the site will be: LANES_ADDRESS, as in `https://example.org/lanes/`. Without it nothing in the
 * site says an address that begins with a host: all are relative to the page they stand in.
 */

/** Of a path in the site, seen from `page`, which is a folder in the site ("" is the first). */
export type AddressOf = (path: string, page: string) => string;

/** Throws a sentence where that is no address of a folder. */
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
