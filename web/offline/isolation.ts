/**
 * Adds the headers that isolate a page, and so give it shared memory, for hosts that cannot send
 * headers of their own (GitHub Pages). A host that sends such headers is left alone.
 */
import headers from "../headers.json";

const decisive = "Cross-Origin-Embedder-Policy";

export function isIsolatedByHost(response: Response): boolean {
  return response.headers.has(decisive);
}

/** `response` with the headers added, if it can be modified and the host sent none of its own. */
export function isolated(response: Response): Response {
  return isIsolatedByHost(response) ? response : withIsolation(response);
}

/** `response` with the headers, even over the host's; unchanged if it cannot be modified. */
export function withIsolation(response: Response): Response {
  // "default": made in the service worker itself.
  if (response.type !== "basic" && response.type !== "default") return response;
  const all = new Headers(response.headers);
  const corp = "Cross-Origin-Resource-Policy";
  if (!all.has(corp)) all.set(corp, headers.always[corp]);
  for (const [name, value] of Object.entries(headers.isolation)) all.set(name, value);
  const { status, statusText } = response;
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : response.body, { status, statusText, headers: all });
}
