// stb_image_resize2 by Jeff Roberts and Jorge L. Rodriguez, compiled once. SSE2, NEON, WebAssembly
// SIMD and plain C give the same bytes as long as none of them fuses multiply and add; the wider
// AVX and half-float paths are left out so that every x86-64 machine runs the same code.
#define STBIR_NO_AVX
#define STBIR_NO_AVX2
// A failed allocation is reported by the handler of `new`, as everywhere else.
#include <new>
// NOLINTBEGIN(cppcoreguidelines-macro-usage): how stb takes it.
#define STBIR_MALLOC(size, user) (static_cast<void>(user), ::operator new(size))
#define STBIR_FREE(at, user) (static_cast<void>(user), ::operator delete(at))
// NOLINTEND(cppcoreguidelines-macro-usage)
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include "workloads/resize_rows.hpp"

#if defined(__wasm__) && !defined(STBIR_WASM)
#error "resize is to run on WebAssembly SIMD: compile this file with -msimd128"
#endif

namespace lanes {

void resize_rows(STBIR_RESIZE& resize, std::uint32_t begin, std::uint32_t end) {
  // What stbir__get_split_info writes for a part, into the only part that there is.
  const auto* info = resize.samplers;
  auto& part = info->split_info[0];
  part.start_output_y = static_cast<int>(begin);
  part.end_output_y = static_cast<int>(end);
  part.start_input_y = -info->vertical.filter_pixel_margin;
  part.end_input_y = info->vertical.scale_info.input_full_size + info->vertical.filter_pixel_margin;
  stbir__perform_resize(info, 0, 1);
}

}  // namespace lanes
