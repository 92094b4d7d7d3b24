/**
 * What kind of WebGL2 this thread has. Software rendering uses CPU that Canvas 2D does not, and
 * blocks the drawing thread: with two workers on two cores Chromium's SwiftShader held the main
 * thread for 80 ms. `failIfMajorPerformanceCaveat` should detect it, but not every browser honours
 * it; the context's renderer name does
 * (https://registry.khronos.org/webgl/extensions/WEBGL_debug_renderer_info/).
 */
export type WebGl = "none" | "software" | "hardware";

const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known: WebGl | undefined;

/** Tested once, on a separate canvas: a canvas keeps its first context type. */
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
