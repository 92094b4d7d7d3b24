#include "inputs/photo.hpp"

#include <algorithm>

#include "base/mix64.hpp"

namespace lanes {

namespace {

/// The scene is this wide, whatever the picture's width, and as high as its sides make it.
constexpr std::int32_t scene = 4096;

/// One of 0..count-1, the same for the same seed and `which`.
std::int32_t pick(std::uint32_t seed, std::uint32_t which, std::int32_t count) {
  const auto mixed = mix64(std::uint64_t{seed} << 8U | which) >> 33U;
  return static_cast<std::int32_t>(mixed % static_cast<std::uint64_t>(count));
}

constexpr std::int32_t mix(std::int32_t from, std::int32_t to, std::int32_t of_256) {
  return from + ((to - from) * of_256 >> 8);
}

}  // namespace

Photo::Photo(std::uint32_t seed, std::uint32_t width)
    : seed_(seed),
      width_(width),
      tile_(std::make_unique<Tile>()),
      sun_x_(600 + pick(seed, 1, 2900)),
      sun_y_(500 + pick(seed, 2, 700)) {
  fill_tile();
  const auto warm = pick(seed, 0, 256);
  zenith_ = {.red = mix(44, 92, warm), .green = mix(98, 84, warm), .blue = mix(172, 146, warm)};
  horizon_ = {
      .red = mix(196, 250, warm), .green = mix(222, 186, warm), .blue = mix(238, 140, warm)};
  sun_ = {.red = 255, .green = mix(250, 226, warm), .blue = mix(228, 170, warm)};
  static constexpr std::array<std::array<Colour, 2>, 4> silks{{
      {{{.red = 214, .green = 58, .blue = 44}, {.red = 250, .green = 238, .blue = 214}}},
      {{{.red = 34, .green = 92, .blue = 168}, {.red = 246, .green = 200, .blue = 72}}},
      {{{.red = 32, .green = 128, .blue = 112}, {.red = 240, .green = 244, .blue = 236}}},
      {{{.red = 116, .green = 52, .blue = 140}, {.red = 244, .green = 158, .blue = 92}}},
  }};
  for (std::uint32_t i = 0; i < balloons_.size(); ++i) {
    const auto& silk = silks.at(static_cast<std::size_t>(pick(seed, 10 + i, 4)));
    balloons_.at(i) = {.x = 500 + static_cast<std::int32_t>(i) * 1300 + pick(seed, 20 + i, 700),
                       .y = 420 + pick(seed, 30 + i, 900),
                       .radius = 110 + pick(seed, 40 + i, 200),
                       .light = silk[1],
                       .dark = silk[0]};
  }
  layers_[0].colour = {
      .red = mix(120, 168, warm), .green = mix(146, 128, warm), .blue = mix(172, 150, warm)};
  layers_[1].colour = {.red = 74, .green = mix(106, 92, warm), .blue = mix(104, 88, warm)};
  layers_[2].colour = {.red = mix(58, 84, warm), .green = mix(92, 86, warm), .blue = 44};
  raise_ridge(layers_[0], 20, 1500, 900);
  raise_ridge(layers_[1], 90, 1950, 700);
  raise_ridge(layers_[2], 170, 2420, 420);
}

void Photo::fill_tile() {
  // Value noise: four octaves of a grid of random values, interpolated linearly.
  for (std::size_t y = 0; y < tile_side; ++y) {
    for (std::size_t x = 0; x < tile_side; ++x) {
      std::uint32_t sum = 0;
      std::uint32_t weight = 128;
      for (std::size_t cell = 64; cell >= 4; cell /= 2, weight /= 2) {
        const auto cells = tile_side / cell;
        const auto at = [&](std::size_t column, std::size_t row) {
          const auto place = (row % cells) * cells + column % cells;
          auto hash = static_cast<std::uint32_t>(place + cell * 65'537) ^ (seed_ * 0x9e3779b9U);
          hash = (hash ^ hash >> 16U) * 0x7feb352dU;
          hash = (hash ^ hash >> 15U) * 0x846ca68bU;
          return (hash ^ hash >> 16U) & 255U;
        };
        const auto column = x / cell;
        const auto row = y / cell;
        const auto u = static_cast<std::uint32_t>(x % cell);
        const auto v = static_cast<std::uint32_t>(y % cell);
        const auto side = static_cast<std::uint32_t>(cell);
        const auto upper = at(column, row) * (side - u) + at(column + 1, row) * u;
        const auto lower = at(column, row + 1) * (side - u) + at(column + 1, row + 1) * u;
        sum += (upper * (side - v) + lower * v) / (side * side) * weight;
      }
      (*tile_)[y * tile_side + x] = static_cast<std::uint8_t>(sum / 256);
    }
  }
}

void Photo::raise_ridge(Layer& layer, std::size_t tile_row, std::int32_t top,
                        std::int32_t relief) const {
  layer.ridge.reserve(width_);
  const auto* row = &(*tile_)[tile_row * tile_side];
  for (std::uint64_t x = 0; x < width_; ++x) {
    // In 1/256 of a texel; half the tile is seen.
    const auto u = x * 128 * 256 / width_;
    const auto left = std::int32_t{row[u / 256 % tile_side]};
    const auto right = std::int32_t{row[(u / 256 + 1) % tile_side]};
    const auto noise = left * 256 + (right - left) * static_cast<std::int32_t>(u % 256);
    const auto y = top - (noise - 128 * 256) * relief / (256 * 256);
    layer.ridge.push_back(
        static_cast<std::uint32_t>(std::int64_t{std::max(0, y)} * width_ / scene));
  }
}

Photo::Colour Photo::sky_at(std::int32_t x, std::int32_t y, std::int32_t cloud) const {
  const auto down = std::min(256, y * 30 >> 8);
  const auto dx = x - sun_x_;
  const auto dy = y - sun_y_;
  const auto far = dx * dx + dy * dy;
  if (far < 120 * 120) return sun_;
  const auto glow = std::max(0, 200 - (far >> 13));
  const auto of = [&](std::int32_t zenith, std::int32_t horizon, std::int32_t sun) {
    const auto clear = mix(mix(zenith, horizon, down), sun, glow);
    return mix(clear, 248, cloud);
  };
  return {.red = of(zenith_.red, horizon_.red, sun_.red),
          .green = of(zenith_.green, horizon_.green, sun_.green),
          .blue = of(zenith_.blue, horizon_.blue, sun_.blue)};
}

bool Photo::crosses_balloon(std::int32_t y) const {
  return std::ranges::any_of(balloons_, [y](const Balloon& balloon) {
    return y >= balloon.y - balloon.radius && y <= balloon.y + balloon.radius * 3 / 2;
  });
}

bool Photo::balloon_at(std::int32_t x, std::int32_t y, Colour& colour) const {
  for (const auto& [centre_x, centre_y, radius, light, dark] : balloons_) {
    const auto dx = x - centre_x;
    if (dx > radius || dx < -radius) continue;
    const auto dy = y - centre_y;
    if (dx * dx + dy * dy <= radius * radius) {
      // Ten stripes, shaded to the right.
      const auto& silk = ((dx + radius) * 5 / radius) % 2 == 0 ? light : dark;
      const auto shade = 256 - std::max(0, dx + dy) * 110 / radius;
      colour = {.red = silk.red * shade >> 8,
                .green = silk.green * shade >> 8,
                .blue = silk.blue * shade >> 8};
      return true;
    }
    const auto below = dy - radius * 5 / 4;
    if (std::max(dx, -dx) * 6 < radius && below >= 0 && below * 4 < radius) {
      colour = {.red = 96, .green = 66, .blue = 40};
      return true;
    }
  }
  return false;
}

void Photo::write_row(std::uint32_t y, std::span<std::uint8_t> rgba) const {
  const auto scene_y = static_cast<std::int32_t>(std::uint64_t{y} * scene / width_);
  // Clouds lie on their side: a row of the tile, blended with the next, stretched.
  const auto v = static_cast<std::uint32_t>(scene_y) * 20U;
  std::array<std::int32_t, tile_side + 1> clouds{};
  for (std::size_t i = 0; i <= tile_side; ++i) {
    const auto upper = std::int32_t{(*tile_)[v / 256 % tile_side * tile_side + i % tile_side]};
    const auto lower =
        std::int32_t{(*tile_)[(v / 256 + 1) % tile_side * tile_side + i % tile_side]};
    clouds[i] =
        std::clamp((mix(upper, lower, static_cast<std::int32_t>(v % 256)) - 128) * 4, 0, 210);
  }
  const auto* texture = &(*tile_)[static_cast<std::uint32_t>(scene_y) / 6 % tile_side * tile_side];
  const auto balloons = crosses_balloon(scene_y);
  auto grain = static_cast<std::uint32_t>(mix64(std::uint64_t{seed_} << 32U | y));
  const auto step = (std::uint64_t{scene} << 16U) / width_;
  std::uint64_t position = 0;
  for (std::size_t x = 0; x < width_; ++x, position += step) {
    const auto scene_x = static_cast<std::int32_t>(position >> 16U);
    Colour colour{};
    auto roughness = 0;
    if (y >= layers_[2].ridge[x]) {
      colour = layers_[2].colour;
      roughness = 256;
    } else if (balloons && balloon_at(scene_x, scene_y, colour)) {
      roughness = 0;
    } else if (y >= layers_[1].ridge[x]) {
      colour = layers_[1].colour;
      roughness = 170;
    } else if (y >= layers_[0].ridge[x]) {
      colour = layers_[0].colour;
      roughness = 85;
    } else {
      const auto u = static_cast<std::uint32_t>(scene_x) * 12U;
      const auto cloud = mix(clouds[u / 256 % tile_side], clouds[u / 256 % tile_side + 1],
                             static_cast<std::int32_t>(u % 256));
      colour = sky_at(scene_x, scene_y, cloud);
    }
    const auto texel = std::int32_t{texture[static_cast<std::uint32_t>(scene_x) / 5 % tile_side]};
    // Numerical Recipes' generator; its high bits are good enough for film.
    grain = grain * 1'664'525U + 1'013'904'223U;
    const auto light =
        ((texel - 112) * roughness >> 8) + static_cast<std::int32_t>(grain >> 28U) - 8;
    auto* pixel = &rgba[pixel_bytes * x];
    pixel[0] = static_cast<std::uint8_t>(std::clamp(colour.red + light, 0, 255));
    pixel[1] = static_cast<std::uint8_t>(std::clamp(colour.green + light, 0, 255));
    pixel[2] = static_cast<std::uint8_t>(std::clamp(colour.blue + light, 0, 255));
    pixel[3] = 255;
  }
}

}  // namespace lanes
