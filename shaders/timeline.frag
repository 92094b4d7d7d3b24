#version 300 es
// A pixel of a bar: of its outline, of its kind's pattern, or of the ground between. The patterns
// are those of `inked` in web/timeline/kinds.ts, in whole pixels and without anti-aliasing.
precision highp float;
precision highp int;

uniform ivec2 size;
uniform int period;
uniform int stroke;
uniform int phase;  // where patterns begin, from 0 to period - 1

flat in ivec4 bar;
flat in int kind;
flat in int outline;
flat in vec3 lineColour;
flat in vec3 groundColour;
out vec4 colour;

bool inked(int x, int y) {
  bool rising = (x + y) % period < stroke;
  int half_ = period / 2;
  if (kind == 0) return y % half_ < stroke && (x + (y < half_ ? 0 : half_)) % period < stroke;
  if (kind == 1) return rising;
  if (kind == 3) return rising || (x - y + period) % period < stroke;
  if (kind == 5) return x % period < stroke;
  return true;
}

void main() {
  ivec2 at = ivec2(int(gl_FragCoord.x), size.y - 1 - int(gl_FragCoord.y));
  bool edge = at.x < bar.x + outline || at.x >= bar.z - outline ||
              at.y < bar.y + outline || at.y >= bar.w - outline;
  bool ink = edge || inked((at.x - phase + period) % period, at.y % period);
  colour = vec4(ink ? lineColour : groundColour, 1.0);
}
