/** The format of a file, by its first bytes, whatever it is called. Pure functions. */

/**
 * common: every browser shows it. rare: only those in `shownBy` do. other: no picture, but what
 * `name` says.
 */
export interface Format {
  kind: "common" | "rare" | "other";
  /** As in "a PNG picture", "a PDF document". */
  name: string;
  shownBy?: string;
}

/** Latin-1 text, which stands at `at` in the file; `.` stands for any byte. */
type Signature = readonly [at: number, text: string, format: Format];

const common = (name: string): Format => ({ kind: "common", name: `${name} picture` });
const rare = (name: string, shownBy: string): Format => ({
  kind: "rare",
  name: `${name} picture`,
  shownBy,
});
const other = (name: string): Format => ({ kind: "other", name });

const heic = rare("HEIC", "Safari");
const tiff = rare("TIFF", "Safari");

/** The first that fits counts. Brands of ISO media files: MP4 registration authority, mp4ra.org. */
const signatures: readonly Signature[] = [
  [0, "\x89PNG\r\n\x1a\n", common("PNG")],
  [0, "\xff\xd8\xff", common("JPEG")],
  [0, "GIF8", common("GIF")],
  [0, "RIFF....WEBP", common("WebP")],
  [0, "BM", common("BMP")],
  [4, "ftypavi", common("AVIF")],
  ...["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"].map(
    (brand): Signature => [4, `ftyp${brand}`, heic],
  ),
  [0, "II*\0", tiff],
  [0, "MM\0*", tiff],
  [0, "\xff\x0a", rare("JPEG XL", "Safari")],
  [0, "\0\0\0\x0cJXL ", rare("JPEG XL", "Safari")],
  [0, "\0\0\0\x0cjP  ", rare("JPEG 2000", "Safari")],
  [0, "8BPS", other("a Photoshop document")],
  [0, "%PDF", other("a PDF document")],
  [0, "PK\x03\x04", other("a ZIP archive or an office document")],
  [4, "ftyp", other("a video")],
  [0, "\x1aE\xdf\xa3", other("a video")],
  [0, "\x1f\x8b", other("a gzip archive")],
];

export function formatOf(bytes: Uint8Array): Format | undefined {
  const fits = ([at, text]: Signature) =>
    bytes.length >= at + text.length &&
    [...text].every((char, i) => char === "." || char.charCodeAt(0) === bytes[at + i]);
  return signatures.find(fits)?.[2];
}

/** Why a browser that was given a file of this format shows no picture, as a sentence. */
export function whyUndecodable(file: string, format: Format | undefined): string {
  if (!format) return `${file} is not a picture that this browser can decode.`;
  const { kind, name, shownBy } = format;
  if (kind === "common") return `${file} is a ${name} that is damaged or cut off.`;
  if (kind === "rare") {
    return `${file} is a ${name}, which this browser does not show (${shownBy} does): save it as JPEG or PNG.`;
  }
  return `${file} is not a picture but ${name}.`;
}
