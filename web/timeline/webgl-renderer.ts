/** The bars in WebGL2: all marks in buffers of the graphics card, one instanced draw a frame. */
import fragmentSource from "../../shaders/timeline.frag?raw";
import vertexSource from "../../shaders/timeline.vert?raw";
import { strategies } from "../engine/types.ts";
import type { Frame, Renderer, Rgb } from "./renderer.ts";
import type { Scene } from "./scene.ts";

export interface WebGlOptions {
  /**
   * Takes WebGL2 that the browser calculates on the CPU as well. Without a graphics card the page
   * is better off with Canvas 2D, which draws what can be told apart and no more.
   */
  software?: boolean;
}

export class WebGlRenderer implements Renderer {
  readonly name = "webgl2";
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #scene: Scene | undefined;
  #parts: Parts | undefined;

  /** Throws where there is no WebGL2, or where it cannot draw this. */
  constructor(canvas: HTMLCanvasElement, { software = false }: WebGlOptions = {}) {
    const gl = canvas.getContext("webgl2", {
      antialias: false,
      depth: false,
      powerPreference: "low-power",
      failIfMajorPerformanceCaveat: !software,
    });
    if (!gl) throw new Error("This browser has no WebGL2 here.");
    this.#canvas = canvas;
    this.#gl = gl;
    this.#parts = makeParts(gl);
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
    if (this.#parts) upload(this.#gl, this.#parts, scene);
  }

  /** Makes everything anew in a context that the browser has given back. */
  restore(): void {
    this.#parts = makeParts(this.#gl);
    if (this.#scene) upload(this.#gl, this.#parts, this.#scene);
  }

  draw(frame: Frame): void {
    const gl = this.#gl;
    const parts = this.#parts;
    const scene = this.#scene;
    const { width, height, left, right, grain } = frame;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.SCISSOR_TEST);
    for (const rect of frame.under) {
      const [red, green, blue] = rect.colour;
      gl.scissor(rect.x, height - rect.y - rect.height, rect.width, rect.height);
      gl.clearColor(red / 255, green / 255, blue / 255, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
    if (!parts || !scene || scene.count === 0) return;
    gl.scissor(left, 0, right - left, height);
    gl.useProgram(parts.program);
    gl.bindVertexArray(parts.marks);
    gl.bindTexture(gl.TEXTURE_2D, parts.rows);
    uploadRows(gl, scene, frame);
    const { at } = parts;
    gl.uniform2i(at("size"), width, height);
    gl.uniform2i(at("plot"), left, right);
    gl.uniform1ui(at("origin"), frame.originTick);
    gl.uniform1f(at("pxPerTick"), frame.pxPerTick);
    gl.uniform1i(at("wide"), grain.wide);
    gl.uniform1i(at("tall"), grain.tall);
    gl.uniform1i(at("line"), grain.line);
    gl.uniform1i(at("period"), grain.period);
    gl.uniform1i(at("stroke"), grain.stroke);
    gl.uniform1i(at("phase"), frame.phase);
    gl.uniform3fv(at("lines"), share(frame.inks.map(({ line }) => line)));
    gl.uniform3fv(at("grounds"), share(frame.inks.map(({ ground }) => ground)));
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.count);
  }

  dispose(): void {
    this.#scene = undefined;
    this.#parts = undefined;
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

interface Parts {
  program: WebGLProgram;
  marks: WebGLVertexArrayObject;
  /** Start, end and place, as in `Scene`. */
  columns: WebGLBuffer[];
  rows: WebGLTexture;
  at(uniform: string): WebGLUniformLocation | null;
}

function makeParts(gl: WebGL2RenderingContext): Parts {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("The graphics context is lost.");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    const why = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`The timeline's shaders: ${[...why, gl.getProgramInfoLog(program)].join(" ")}`);
  }
  const marks = gl.createVertexArray();
  gl.bindVertexArray(marks);
  const columns = [0, 1, 2].map((location) => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribIPointer(location, 1, gl.UNSIGNED_INT, 0, 0);
    gl.vertexAttribDivisor(location, 1);
    return buffer;
  });
  const rows = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, rows);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  const known = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    marks,
    columns,
    rows,
    at(uniform) {
      let location = known.get(uniform);
      if (location === undefined) {
        location = gl.getUniformLocation(program, uniform);
        known.set(uniform, location);
      }
      return location;
    },
  };
}

function upload(gl: WebGL2RenderingContext, { columns }: Parts, scene: Scene): void {
  for (const [i, column] of [scene.start, scene.end, scene.place].entries()) {
    gl.bindBuffer(gl.ARRAY_BUFFER, columns[i] as WebGLBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, column, gl.STATIC_DRAW);
  }
}

function uploadRows(gl: WebGL2RenderingContext, scene: Scene, frame: Frame): void {
  const texels = new Uint16Array(scene.rows * 4);
  for (const block of scene.blocks) {
    const strategy = strategies.indexOf(block.how);
    const shared = block.rows < block.lanes;
    for (let row = block.freezeRow; row < block.laneRow + block.rows; row++) {
      texels[row * 4] = frame.rowTop[row] as number;
      texels[row * 4 + 1] = frame.rowHeight[row] as number;
      texels[row * 4 + 2] = strategy;
      texels[row * 4 + 3] = shared && row >= block.laneRow ? 1 : 0;
    }
  }
  gl.texImage2D(
    gl.TEXTURE_2D,
    0,
    gl.RGBA16UI,
    scene.rows,
    1,
    0,
    gl.RGBA_INTEGER,
    gl.UNSIGNED_SHORT,
    texels,
  );
}

function share(colours: readonly Rgb[]): Float32Array {
  return Float32Array.from(colours.flat(), (value) => value / 255);
}
