/** The figure as PNG, rasterised by the browser. */

/**
 * `width`, `height`: of the PNG in px; `svg` must declare the same. Rejects with an Error whose
 * message is a sentence for the user.
 */
export async function pngOf(svg: string, width: number, height: number): Promise<Blob> {
  const picture = new Image(width, height);
  await new Promise<void>((resolve, reject) => {
    picture.onload = () => resolve();
    picture.onerror = () => reject(new Error("This browser could not draw the figure."));
    // A data URL: in a sandboxed page, the image of a blob URL would count as cross-origin.
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("This browser could not make a PNG of the figure."));
    }, "image/png");
  });
}
