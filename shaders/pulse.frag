#version 300 es
// Fills a mark of the pulse. The numbers are those of `fills` in web/monitor/pulse/pulse-scene.ts.
precision highp float;
precision highp sampler2D;

uniform sampler2D beat; // how much of each px the trace of one beat covers; as high as the strip
uniform vec2 dash; // a dash with the hole after it, and the dash alone: device px

in vec2 at;
flat in vec2 size;
flat in vec4 ink;
flat in vec2 filling;
out vec4 colour;

float coverage() {
  int kind = int(filling.x);
  float along = at.x + filling.y;
  if (kind == 1) {
    return texelFetch(beat, ivec2(int(along) % textureSize(beat, 0).x, int(at.y)), 0).r;
  }
  if (kind == 2) return mod(along, dash.x) < dash.y ? 1.0 : 0.0;
  if (kind == 3) return clamp(size.x * 0.5 + 0.5 - distance(at, size * 0.5), 0.0, 1.0);
  return 1.0;
}

void main() {
  colour = ink * coverage();
}
