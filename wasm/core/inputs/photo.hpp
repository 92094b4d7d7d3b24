#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "inputs/picture.hpp"

namespace lanes {

/// A picture with what photographs have and resizing must get right: smooth gradients, fine
/// texture, hard edges, stripes and film grain. A landscape with balloons, made from a seed with
/// integers only, so it is the same everywhere, and row by row, so it need not be in memory.
class Photo {
 public:
  /// `width` ≥ 1. The same seed shows the same scene at any width.
  Photo(std::uint32_t seed, std::uint32_t width);

  /// Writes row `y`, `width` RGBA pixels. Any row, in any order.
  void write_row(std::uint32_t y, std::span<std::uint8_t> rgba) const;

 private:
  struct Colour {
    std::int32_t red = 0;
    std::int32_t green = 0;
    std::int32_t blue = 0;
  };
  struct Balloon {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t radius = 0;
    Colour light;
    Colour dark;
  };
  struct Layer {
    Colour colour;
    /// By column: the first row that it covers.
    std::vector<std::uint32_t> ridge;
  };
  static constexpr std::size_t tile_side = 256;
  using Tile = std::array<std::uint8_t, tile_side * tile_side>;

  void fill_tile();
  void raise_ridge(Layer& layer, std::size_t tile_row, std::int32_t top, std::int32_t relief) const;
  [[nodiscard]] Colour sky_at(std::int32_t x, std::int32_t y, std::int32_t cloud) const;
  [[nodiscard]] bool crosses_balloon(std::int32_t y) const;
  [[nodiscard]] bool balloon_at(std::int32_t x, std::int32_t y, Colour& colour) const;

  std::uint32_t seed_;
  std::uint32_t width_;
  /// Fractal noise, 0–255, that repeats on all sides.
  std::unique_ptr<Tile> tile_;
  Colour zenith_;
  Colour horizon_;
  Colour sun_;
  std::int32_t sun_x_;
  std::int32_t sun_y_;
  std::array<Balloon, 3> balloons_;
  /// From the farthest to the nearest.
  std::array<Layer, 3> layers_;
};

}  // namespace lanes
