#include "workloads/resize.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

// stb once more, in plain C: what its SIMD is compared with.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#define STBIR_NO_SIMD
#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb/stb_image_resize2.h>
#pragma clang diagnostic pop

#include "base/mix64.hpp"

using namespace lanes;

namespace {

struct Resized {
  std::string digest;
  Picture picture;
};

Resized resize(const JobSpec& spec) {
  const auto job = make_resize(spec);
  while (job->advance()) {
  }
  auto digest = job->digest();
  return {.digest = std::move(digest), .picture = job->output()->picture};
}

/// The same call in one piece, from memory, without SIMD.
std::vector<std::uint8_t> plain_resize(const Picture& input) {
  std::vector<std::uint8_t> output(pixel_bytes * (input.width / 4) * (input.height / 4));
  stbir_resize(input.pixels.data(), static_cast<int>(input.width), static_cast<int>(input.height),
               0, output.data(), static_cast<int>(input.width / 4),
               static_cast<int>(input.height / 4), 0, STBIR_RGBA, STBIR_TYPE_UINT8,
               STBIR_EDGE_CLAMP, STBIR_FILTER_MITCHELL);
  return output;
}

/// Mitchell & Netravali, "Reconstruction Filters in Computer Graphics" (1988), B = C = 1/3.
double mitchell(double x) {
  x = std::abs(x);
  if (x < 1) return (16 + x * x * (21 * x - 36)) / 18;
  if (x < 2) return (32 + x * (-60 + x * (36 - 7 * x))) / 18;
  return 0;
}

/// The filter as its paper has it, in double precision, from colours weighted by their alpha.
std::vector<double> reference(const Picture& input) {
  const auto out_width = input.width / 4;
  const auto out_height = input.height / 4;
  const auto clamped = [](std::int64_t at, std::uint32_t side) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, side - 1));
  };
  std::vector<double> output;
  for (std::uint32_t y = 0; y < out_height; ++y) {
    for (std::uint32_t x = 0; x < out_width; ++x) {
      std::array<double, 4> sums{};
      double weights = 0;
      const double centre_x = (x + 0.5) * input.width / out_width - 0.5;
      const double centre_y = (y + 0.5) * input.height / out_height - 0.5;
      const double scale_x = 1.0 * input.width / out_width;
      const double scale_y = 1.0 * input.height / out_height;
      for (auto j = static_cast<std::int64_t>(centre_y - 2 * scale_y) - 1;
           j <= static_cast<std::int64_t>(centre_y + 2 * scale_y) + 1; ++j) {
        for (auto i = static_cast<std::int64_t>(centre_x - 2 * scale_x) - 1;
             i <= static_cast<std::int64_t>(centre_x + 2 * scale_x) + 1; ++i) {
          const double weight = mitchell((static_cast<double>(i) - centre_x) / scale_x) *
                                mitchell((static_cast<double>(j) - centre_y) / scale_y);
          const auto at =
              pixel_bytes * (clamped(j, input.height) * input.width + clamped(i, input.width));
          const double alpha = input.pixels[at + 3];
          for (std::size_t c = 0; c < 3; ++c) sums[c] += weight * alpha * input.pixels[at + c];
          sums[3] += weight * alpha;
          weights += weight;
        }
      }
      for (std::size_t c = 0; c < 3; ++c) {
        output.push_back(sums[3] > 0 ? std::clamp(sums[c] / sums[3], 0.0, 255.0) : 0);
      }
      output.push_back(std::clamp(sums[3] / weights, 0.0, 255.0));
    }
  }
  return output;
}

/// Every colour with every transparency from faint to solid.
Picture translucent_noise(std::uint32_t width, std::uint32_t height) {
  Picture picture{.width = width, .height = height, .pixels = {}};
  for (std::size_t i = 0; i < pixel_bytes * width * height; ++i) {
    const auto value = static_cast<std::uint8_t>(mix64(i) & 255U);
    picture.pixels.push_back(i % 4 == 3 ? static_cast<std::uint8_t>(value / 2 + 128) : value);
  }
  return picture;
}

void check_against_reference(const Picture& input) {
  const auto output = resize({.picture = &input}).picture;
  const auto expected = reference(input);
  REQUIRE(output.pixels.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(output.pixels[i] - expected[i]));
  }
  // Half a step is rounding; the rest is single precision.
  CHECK(worst <= 1);
}

}  // namespace

TEST_CASE("resize agrees with the filter's paper in double precision", "[resize]") {
  SECTION("a generated picture") { check_against_reference(generated_picture(3, 200)); }
  SECTION("sides that four does not divide") {
    check_against_reference(translucent_noise(131, 90));
  }
}

TEST_CASE("resize in chunks with SIMD gives the bytes of one call without", "[resize]") {
  // 2000 px are many chunks.
  const auto width = GENERATE(16U, 200U, 333U, 2000U);
  const auto input =
      GENERATE_COPY(generated_picture(1, width), translucent_noise(width, width / 2));
  const auto resized = resize({.picture = &input});
  REQUIRE(resized.picture.pixels == plain_resize(input));
}

TEST_CASE("a picture resized as it is generated is the picture in memory resized", "[resize]") {
  const auto width = GENERATE(16U, 100U, 1500U);
  const auto in_memory = generated_picture(5, width);
  REQUIRE(resize({.seed = 5, .size = width}).digest == resize({.picture = &in_memory}).digest);
}

TEST_CASE("a generated picture is as its seed says, and has what photographs have", "[resize]") {
  const auto picture = generated_picture(1, 320);
  CHECK(picture.height == 240);
  CHECK(generated_picture(1, 320).pixels == picture.pixels);
  CHECK(generated_picture(2, 320).pixels != picture.pixels);
  std::array<std::size_t, 256> seen{};
  for (std::size_t i = 0; i < picture.pixels.size(); i += pixel_bytes) {
    ++seen[picture.pixels[i]];
    REQUIRE(picture.pixels[i + 3] == 255);
  }
  const auto tones = std::ranges::count_if(seen, [](std::size_t count) { return count > 10; });
  CHECK(tones > 100);
}

TEST_CASE("the user's smallest picture gives one pixel", "[resize]") {
  const Picture dot{.width = 1, .height = 1, .pixels = {10, 20, 30, 255}};
  REQUIRE(resize({.picture = &dot}).picture.pixels == dot.pixels);
}

// The same digest is expected of the Wasm module: tests/wasm/pictures.test.ts.
TEST_CASE("resize has one digest on every machine", "[resize]") {
  CHECK(resize({.seed = 1, .size = 1024}).digest ==
        "8a04e14478e7c570e5a6585c2518566d86f5321f38b121faa7f2161fc6d15efb");
}
