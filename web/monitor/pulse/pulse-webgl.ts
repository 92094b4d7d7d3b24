/** Draws the marks of a pulse with WebGL2: one instanced draw call per frame. */
import fragmentSource from "../../../shaders/pulse.frag?raw";
import vertexSource from "../../../shaders/pulse.vert?raw";
import type { BackEnd, Inks, Surface } from "./back-end.ts";
import type { BeatTile } from "./beat.ts";
import type { Area, Ink, Mark } from "./pulse-scene.ts";
import { dashCssPx, dashInkCssPx } from "./pulse-scene.ts";

/** left, top, width, height; red, green, blue, alpha; fill, phase. */
const floatsPerMark = 10;
const mostMarks = 512;

/** null where this surface has no WebGL2, or lacks what is needed. */
export function webGlBackEnd(surface: Surface): BackEnd | null {
  const gl = surface.getContext("webgl2", {
    antialias: false,
    depth: false,
    powerPreference: "low-power",
    // Software rendering would take CPU time from the run (webgl-here.ts).
    failIfMajorPerformanceCaveat: true,
  }) as WebGL2RenderingContext | null;
  const program = gl && linked(gl);
  return program ? new WebGlBackEnd(gl, program) : null;
}

class WebGlBackEnd implements BackEnd {
  readonly #gl: WebGL2RenderingContext;
  readonly #strip: WebGLUniformLocation | null;
  readonly #dash: WebGLUniformLocation | null;
  readonly #marks = new Float32Array(mostMarks * floatsPerMark);
  #inks = new Map<Ink, Rgb>();

  constructor(gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.#gl = gl;
    this.#strip = gl.getUniformLocation(program, "strip");
    this.#dash = gl.getUniformLocation(program, "dash");
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, this.#marks.byteLength, gl.DYNAMIC_DRAW);
    let offset = 0;
    for (const [location, floats] of [4, 4, 2].entries()) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, floats, gl.FLOAT, false, floatsPerMark * 4, offset * 4);
      gl.vertexAttribDivisor(location, 1);
      offset += floats;
    }
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  prepare({ width, height, ratio }: Area, tile: BeatTile, inks: Inks): void {
    const gl = this.#gl;
    gl.viewport(0, 0, width, height);
    gl.uniform2f(this.#strip, width, height);
    gl.uniform2f(this.#dash, Math.round(dashCssPx * ratio), Math.round(dashInkCssPx * ratio));
    gl.texImage2D(
      gl.TEXTURE_2D,
      0,
      gl.R8,
      tile.width,
      tile.height,
      0,
      gl.RED,
      gl.UNSIGNED_BYTE,
      tile.coverage,
    );
    this.#inks = new Map(
      (Object.keys(inks) as (keyof Inks)[]).map((ink) => [ink, rgbOf(inks[ink])]),
    );
  }

  draw(marks: readonly Mark[]): void {
    const gl = this.#gl;
    const count = Math.min(marks.length, mostMarks);
    for (let i = 0; i < count; i++) {
      const { left, top, width, height, ink, alpha, fill, phase } = marks[i] as Mark;
      const [red, green, blue] = this.#inks.get(ink) ?? [0, 0, 0];
      const premultiplied = [red * alpha, green * alpha, blue * alpha, alpha];
      this.#marks.set([left, top, width, height, ...premultiplied, fill, phase], i * floatsPerMark);
    }
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.#marks, 0, count * floatsPerMark);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
  }
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** From "#rrggbb", as a 2D context returns any opaque sRGB colour. Components are 0–1. */
function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
