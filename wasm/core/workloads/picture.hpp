#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lanes {

/// Bytes of a pixel: red, green, blue, alpha, not premultiplied.
inline constexpr std::size_t pixel_bytes = 4;

/// An RGBA picture, rows from the top without gaps.
struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> pixels;
};

/// What a task leaves to look at: a picture, whose left upper corner is at `x`, `y` of a whole that
/// is `total_width` × `total_height` px.
struct Output {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t total_width = 0;
  std::uint32_t total_height = 0;
  Picture picture;
};

}  // namespace lanes
