#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lanes {

/// Bytes of a pixel: red, green, blue, alpha, not premultiplied.
inline constexpr std::size_t pixel_bytes = 4;

/// How high a picture is that is made here, of its width; in whole steps of 4 px of that.
inline constexpr double picture_height_of_width = 3.0 / 4;

constexpr std::uint32_t picture_height(std::uint32_t width) { return std::max(1U, width / 4 * 3); }

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
