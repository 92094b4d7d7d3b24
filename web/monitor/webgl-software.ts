/**
 * Is WebGL2 calculated by the processor here? Then it takes from the cores what Canvas 2D does not,
 * and the thread that draws waits for them: with two workers on two cores Chromium's SwiftShader
 * held the main thread for 80 ms. `failIfMajorPerformanceCaveat` is to say so; not every browser
 * owns up to it, but the context knows who draws
 * (https://registry.khronos.org/webgl/extensions/WEBGL_debug_renderer_info/).
 */
const programs = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Asked once in each thread, with a context of its own: a canvas keeps the first that it gives. */
export function webGlIsSoftware(): boolean {
  answer ??= ask();
  return answer;
}

/** In this thread. */
export function webGlIsThere(): boolean {
  const gl = context();
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null;
}

let answer: boolean | undefined;

function context(): WebGL2RenderingContext | null {
  const canvas =
    typeof document === "undefined"
      ? new OffscreenCanvas(1, 1)
      : Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  return canvas.getContext("webgl2") as WebGL2RenderingContext | null;
}

function ask(): boolean {
  const gl = context();
  if (!gl) return false;
  const known = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return programs.test(name);
}
