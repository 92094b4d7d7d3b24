/**
 * The author's own words in a link, `title` and `note`: plain text, never markup. They are kept as
 * one line without control characters, so that nothing in them can pose as part of the page around.
 */

/** Most characters (Unicode code points) of each. */
export const authorText = { title: 80, note: 240 } as const;
export type AuthorKey = keyof typeof authorText;
export const authorKeys = Object.keys(authorText) as AuthorKey[];

/** Layers of percent-encoding that link-text.ts undoes in these values: their own and two more. */
const layers = 3;

/**
 * One line: stretches of white space and control characters are a space. Of the characters that
 * format, only the joiners that scripts and emoji need are left; text that runs against the
 * direction of the page is isolated where it is shown (`dir="auto"`, `<bdi>`).
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Zs}\p{Zl}\p{Zp}\p{Cc}]+/gu, " ")
    .replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, (character) =>
      /[\u200c\u200d]/.test(character) ? character : "",
    )
    .replace(/ +/g, " ")
    .trim();
}

/** At most so many characters of it. */
export function cutText(text: string, most: number): string {
  return lengthOf(text) <= most ? text : [...text].slice(0, most).join("").trim();
}

/** In characters (Unicode code points). */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** For a link: letters, digits, `-._` and percent-encoded UTF-8. `text`: as of `plainText`. */
export function encodeText(text: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*~]|\.$/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // What reads as percent-encoding in the text itself has to survive every layer that is undone.
  if (!/%[0-9a-f]{2}/i.test(text)) return encoded;
  return encoded.replaceAll("%25", `%${"25".repeat(layers)}`);
}
