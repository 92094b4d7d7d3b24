/** The picture in what a user has chosen, dropped or pasted. */
import { formatCount } from "../../base/format.ts";
import { type OwnPicture, Refusal, readPicture } from "./own-picture.ts";

/** Taken out of an event's DataTransfer, which is empty once the event is over. */
export interface Given {
  by: "chosen" | "dropped" | "pasted";
  files: readonly File[];
  /** When each of them had last changed, as it was given: ms since 1970. */
  modified: readonly number[];
  /** Names of folders. */
  folders: readonly string[];
  /** Data of type text/html and text/uri-list; empty where there are none. */
  html: string;
  addresses: string;
}

/**
 * One picture, of what was given. Undefined where nothing was given that has to do with a picture.
 * An address is never fetched. Rejects with a Refusal.
 */
export async function readGiven(given: Given): Promise<OwnPicture | undefined> {
  const { by, files, folders } = given;
  const file = likeliest(files);
  if (file) {
    const name = by === "pasted" ? "The pasted picture" : file.name;
    const own = await readPicture(file, name, given.modified[files.indexOf(file)]);
    return files.length > 1 ? { ...own, remark: `${own.remark} ${oneOf(files)}`.trim() } : own;
  }
  if (folders[0] !== undefined)
    throw new Refusal(`${folders[0]} is a folder: drop one picture of it.`);
  const address = addressIn(given);
  if (address === undefined) return;
  const inside = blobOf(address);
  if (inside) return readPicture(inside, `The ${by} picture`);
  throw new Refusal(onlyAddress(by, address));
}

/** Of many files, the first that is called a picture. */
export function likeliest<One extends Pick<File, "name" | "type">>(
  files: readonly One[],
): One | undefined {
  const isPicture = ({ name, type }: One) =>
    type.startsWith("image/") || /\.(?:heic|heif|tiff?|avif|jxl|jp2)$/i.test(name);
  return files.find(isPicture) ?? files[0];
}

function oneOf(files: readonly File[]): string {
  return `Of the ${formatCount(files.length)} files that were given Lanes takes this one.`;
}

/** Of the first picture in the HTML, or else the first of the list. */
export function addressIn({
  html,
  addresses,
}: Pick<Given, "html" | "addresses">): string | undefined {
  const [, double, single, bare] =
    /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(html) ?? [];
  const picture = double ?? single ?? bare;
  if (picture !== undefined) return picture.replaceAll("&amp;", "&").trim();
  // RFC 2483: one a line; lines that start with # are comments.
  return addresses.split(/\r?\n/).find((line) => line.trim() !== "" && !line.startsWith("#"));
}

/** What a data: address contains; undefined for other addresses and for what is malformed. */
export function blobOf(address: string): Blob | undefined {
  const [, type = "", base64, body] =
    /^data:([^,;]*)(?:;[^,;]*)*?(;base64)?,(.*)$/is.exec(address) ?? [];
  if (body === undefined) return;
  try {
    const text = decodeURIComponent(body);
    if (!base64) return new Blob([text], { type });
    return new Blob([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], { type });
  } catch {
    return;
  }
}

export function onlyAddress(by: Given["by"], address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const where = url?.host ? ` at ${url.host}` : "";
  return `Only an address${where} was ${by}, and Lanes fetches nothing unasked: save the picture, then drop its file here.`;
}
