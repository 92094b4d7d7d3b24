#pragma once

#include <stb/stb_image_resize2.h>

#include <cstdint>

namespace lanes {

/// Writes the output rows [begin, end) of `resize`, whose samplers were built for the whole picture
/// (`stbir_build_samplers`). The bytes equal those of one call for all rows. stb's own splitting
/// (`stbir_build_samplers_with_splits`) allocates all parts' buffers at once: 17 MB for a picture
/// 4096 px wide in chunks of a millisecond, instead of 0.4 MB.
void resize_rows(STBIR_RESIZE& resize, std::uint32_t begin, std::uint32_t end);

}  // namespace lanes
