#version 300 es
// The two triangles of a mark's bar (web/timeline/scene.ts), for a batch of marks an instance: cards,
// and even more so browsers without one, are slow at instances of a few vertices. Lengths are device
// px from the left upper corner; times are ticks.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D marks;  // by mark: start, end, row * 8 + kind
uniform int count;
uniform int batch;
uniform ivec2 size;
uniform ivec2 plot;  // left and right edge of the time axis
uniform uint origin;  // the tick at its left edge
uniform float pxPerTick;
uniform int wide;
uniform int tall;
uniform int line;
uniform usampler2D rows;  // by row: top, height, strategy, 1 if marks of several lanes share it
uniform vec3 lines[30];  // by strategy * 6 + kind
uniform vec3 grounds[30];

flat out ivec4 bar;  // left, top, right, bottom
flat out int kind;
flat out int outline;  // its width, 0 for none
flat out vec3 lineColour;
flat out vec3 groundColour;

const int queued = 0;
const int waiting = 1;
const int blocked = 3;

// What lies far outside of the axis is the same as what lies a little outside.
int pixelOf(uint tick) {
  float away = float(int(tick - origin)) * pxPerTick + 0.5;
  return plot.x + int(floor(clamp(away, -64.0, float(plot.y - plot.x) + 64.0)));
}

void main() {
  int mark = gl_InstanceID * batch + gl_VertexID / 6;
  int corner = gl_VertexID % 6;
  gl_Position = vec4(2.0, 2.0, 0.0, 1.0);
  if (mark >= count) return;
  int perRow = textureSize(marks, 0).x;
  uvec4 at = texelFetch(marks, ivec2(mark % perRow, mark / perRow), 0);
  int left = pixelOf(at.x);
  int right = max(left + 1, pixelOf(at.y));
  if (right <= plot.x || left >= plot.y) return;

  kind = int(at.z & 7u);
  uvec4 row = texelFetch(rows, ivec2(int(at.z >> 3u), 0), 0);
  int top = int(row.x);
  int bottom = top + int(row.y);
  bool merged = kind == queued || row.w == 1u;
  bool isWide = !merged && right - left >= wide;
  outline = isWide && int(row.y) >= tall && (kind == waiting || kind == blocked) ? line : 0;
  if (isWide) right -= line;
  bar = ivec4(left, top, right, bottom);

  int look = int(row.z) * 6 + kind;
  lineColour = lines[look];
  groundColour = grounds[look];

  int x = corner == 0 || corner == 2 || corner == 3 ? left : right;
  int y = corner == 0 || corner == 1 || corner == 4 ? top : bottom;
  vec2 place = vec2(float(x), float(y)) / vec2(size) * 2.0 - 1.0;
  gl_Position = vec4(place.x, -place.y, 0.0, 1.0);
}
