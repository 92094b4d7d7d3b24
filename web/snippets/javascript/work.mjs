/** What the tasks of the snippets do: a chain of hashes, or a request. */
import { createHash } from "node:crypto";

/** The work `hash`: `size` times SHA-256, each of the hexadecimal digest before. */
export function hashChain(seed, size) {
  let text = String(seed);
  for (let link = 0; link < size; link++) text = sha256(text);
  return text;
}

export function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** The body of the response. Rejects if that is not a success. */
export async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}
