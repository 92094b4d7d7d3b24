/**
 * A link whose `#` was escaped on its way (`/%23work=hash`) or lost (`/work=hash&tasks=4`) leads to a
 * path that no host has. This finds it there.
 */

/** A `#` in any number of layers of percent-encoding. */
const hash = /%(?:25)*23/i;
const pair = /[a-z]\w*(?:=|%(?:25)*3d)/i;

/**
 * The path of the same site that was meant, with its fragment: "/lanes/#work=hash". Undefined if the
 * address has no link in it. Reads nothing: what the link means is for the page that it opens.
 */
export function linkInPath(address: { pathname: string; search: string }): string | undefined {
  const { pathname, search } = address;
  const escaped = hash.exec(pathname);
  const at = escaped ? escaped.index : pathname.replace(/\/+$/, "").lastIndexOf("/") + 1;
  const link = pathname.slice(escaped ? at + escaped[0].length : at).replace(/\/+$/, "");
  // A mail's own keys, or the rest of a link whose `&` became a `?`.
  const text = [link, search.slice(1)].filter(Boolean).join("&");
  if (!pair.test(text)) return undefined;
  // Two slashes at the beginning would name another host.
  return `${pathname.slice(0, at).replace(/^[/\\]+/, "/")}#${text}`;
}
