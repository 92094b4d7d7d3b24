/** Numbers as people read them, and foreign text in sentences. Durations in ms. */

export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  if (ms < 0.05) return "0 ms";
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 1000)} s`;
}

/** For estimates: at most two digits, at least 100 ms; whole minutes from 90 s on. */
export function formatAbout(ms: number): string {
  if (ms < 950) return `${Math.max(100, Math.round(ms / 100) * 100)} ms`;
  if (ms < 9_500) return `${(ms / 1000).toFixed(1).replace(/\.0$/, "")} s`;
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** "1 task", "4 tasks". */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c". */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Quotes an untrusted value in a sentence: at most 24 characters, no control characters. */
export function quote(value: unknown): string {
  let text: string;
  try {
    text = String(value);
  } catch {
    text = typeof value;
  }
  const plain = text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  const letters = Array.from(plain.slice(0, 64));
  return letters.length > 24 ? `“${letters.slice(0, 23).join("")}…”` : `“${letters.join("")}”`;
}
