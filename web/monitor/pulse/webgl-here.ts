/**
 * What WebGL2 is in this thread. Where the processor calculates it, it takes from the cores what
 * Canvas 2D does not, and the thread that draws waits for them: with two workers on two cores
 * Chromium's SwiftShader held the main thread for 80 ms. `failIfMajorPerformanceCaveat` is to say
 * so; not every browser owns up to it, but the context knows who draws
 * (https://registry.khronos.org/webgl/extensions/WEBGL_debug_renderer_info/).
 */
export type WebGl = "none" | "software" | "hardware";

const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known: WebGl | undefined;

/** Asked once, with a context of its own: a canvas keeps the first that it gives. */
export function webGlHere(): WebGl {
  known ??= ask();
  return known;
}

function ask(): WebGl {
  const canvas =
    typeof document === "undefined"
      ? new OffscreenCanvas(1, 1)
      : Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const gl = canvas.getContext("webgl2") as WebGL2RenderingContext | null;
  if (!gl) return "none";
  const unmasked = gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL;
  const renderer = String(gl.getParameter(unmasked ?? gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return software.test(renderer) ? "software" : "hardware";
}
