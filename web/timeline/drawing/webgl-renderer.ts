/** Draws the bars with WebGL2: all marks are in GPU memory, one instanced draw call per frame. */
import fragmentSource from "../../../shaders/timeline.frag?raw";
import vertexSource from "../../../shaders/timeline.vert?raw";
import { strategies } from "../../spec/types.ts";
import { isMerged, kindOf, rowOf, type Scene } from "../scene/scene.ts";
import type { Frame, Renderer, Rgb } from "./renderer.ts";

export interface WebGlOptions {
  /** Also accepts WebGL2 that the browser itself reports as slow, usually emulated on the CPU. */
  software?: boolean;
}

export class WebGlRenderer implements Renderer {
  readonly name = "webgl2";
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #scene: Scene | undefined;
  #parts: Parts | undefined;

  /** Throws if there is no WebGL2, or if the shaders do not compile. */
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

  /** Recreates everything after the browser has restored the context. */
  restore(): void {
    this.#parts = makeParts(this.#gl);
    if (this.#scene) upload(this.#gl, this.#parts, this.#scene);
  }

  draw(frame: Frame): void {
    this.#draw(frame, Number.POSITIVE_INFINITY);
  }

  #draw(frame: Frame, mostBars: number): void {
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
    if (!parts || !scene || parts.count === 0) return;
    gl.scissor(left, 0, right - left, height);
    gl.useProgram(parts.program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, parts.marks);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, parts.rows);
    uploadRows(gl, scene, frame);
    const { at } = parts;
    gl.uniform1i(at("marks"), 0);
    gl.uniform1i(at("rows"), 1);
    const count = Math.min(parts.count, mostBars);
    gl.uniform1i(at("count"), count);
    gl.uniform1i(at("batch"), batch);
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
    gl.drawArraysInstanced(gl.TRIANGLES, 0, 6 * batch, Math.ceil(count / batch));
  }

  /**
   * How long drawing at most `bars` bars takes until their pixels can be read, ms. The first of two
   * rounds, in which shaders may still be compiled, does not count.
   */
  drawnInMs(frame: Frame, bars: number): number {
    const gl = this.#gl;
    const pixel = new Uint8Array(4);
    let tookMs = 0;
    for (let round = 0; round < 2; round++) {
      const from = performance.now();
      this.#draw(frame, bars);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      tookMs = performance.now() - from;
    }
    return tookMs;
  }

  dispose(): void {
    this.#scene = undefined;
    this.#parts = undefined;
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** Marks per instance. */
const batch = 256;
/** Texels per row of the marks' texture: every WebGL2 supports 2,048 (MAX_TEXTURE_SIZE). */
const marksPerRow = 2048;

interface Parts {
  program: WebGLProgram;
  marks: WebGLTexture;
  /** Bars in the marks' texture. */
  count: number;
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
  const known = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    marks: makeTexture(gl),
    count: 0,
    rows: makeTexture(gl),
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

/** For integer data, which is not interpolated between texels. */
function makeTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

function upload(gl: WebGL2RenderingContext, parts: Parts, scene: Scene): void {
  const { texels, count } = barsOf(scene);
  parts.count = count;
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, parts.marks);
  gl.texImage2D(
    gl.TEXTURE_2D,
    0,
    gl.RGBA32UI,
    marksPerRow,
    texels.length / marksPerRow / 4,
    0,
    gl.RGBA_INTEGER,
    gl.UNSIGNED_INT,
    texels,
  );
}

/**
 * Start, end and place of every bar. Overlapping marks of a merged group become one bar: thousands
 * of queued spans that start together would paint the same pixels thousands of times.
 */
function barsOf(scene: Scene): { texels: Uint32Array; count: number } {
  const height = Math.max(1, Math.ceil(scene.count / marksPerRow));
  const texels = new Uint32Array(marksPerRow * height * 4);
  let count = 0;
  let merging = -1;
  for (let mark = 0; mark < scene.count; mark++) {
    const start = scene.start[mark] as number;
    const end = scene.end[mark] as number;
    const place = scene.place[mark] as number;
    const last = (count - 1) * 4;
    if (place === merging && start < (texels[last + 1] as number)) {
      texels[last + 1] = Math.max(texels[last + 1] as number, end);
      continue;
    }
    merging = isMerged(scene, kindOf(scene, mark), rowOf(scene, mark)) ? place : -1;
    texels.set([start, end, place], count * 4);
    count++;
  }
  return { texels, count };
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
