/** A picture of a picture: the figure drawn by the browser itself, as PNG. */

/** `svg` must say its own width and height, which are those of the PNG in px. Rejects with a sentence. */
export async function pngOf(svg: string, width: number, height: number): Promise<Blob> {
  const picture = new Image(width, height);
  await new Promise<void>((resolve, reject) => {
    picture.onload = () => resolve();
    picture.onerror = () => reject(new Error("This browser could not draw the figure."));
    // As an address of its own: a blob’s would count as foreign where the page is sandboxed.
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
