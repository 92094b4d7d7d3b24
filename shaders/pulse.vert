#version 300 es
// A pulse is rectangles on one strip, one instance each (web/monitor/pulse-webgl.ts).
layout(location = 0) in vec4 mark; // left, top, width, height: device px from the upper left corner
layout(location = 1) in vec4 colour; // premultiplied
layout(location = 2) in vec2 pattern; // what it is filled with; how far into that it begins, device px

uniform vec2 strip; // device px

out vec2 at; // device px from the mark's upper left corner
flat out vec2 size;
flat out vec4 ink;
flat out vec2 filling;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = corner * mark.zw;
  size = mark.zw;
  ink = colour;
  filling = pattern;
  vec2 clip = (mark.xy + at) / strip * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
}
