/** Whether a run can use a picture. */
import { LanesError, maxPicturePixels, type PictureData } from "../spec/types.ts";

/** Throws a LanesError ("bad-spec") that says what is wrong with `picture`. */
export function checkPicture(picture: PictureData | undefined): void {
  if (!picture) return;
  const { width, height, data } = picture;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole || data?.length !== 4 * width * height) {
    throw new LanesError(
      "bad-spec",
      "A picture needs a width and a height in whole pixels, and four bytes (RGBA) for each pixel.",
    );
  }
  if (width * height > maxPicturePixels) {
    throw new LanesError(
      "bad-spec",
      `This picture is ${width} × ${height} px: scale it down to at most ${maxPicturePixels / 2 ** 20} megapixels first.`,
    );
  }
}
