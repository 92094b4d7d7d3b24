#include "workloads/mandelbrot.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <vector>

using namespace lanes;

namespace {

/// The definition, one point at a time, with none of the shortcuts that the rows take.
std::uint16_t plain_count(double re, double im) {
  double z_re = 0;
  double z_im = 0;
  for (std::uint16_t done = 0; done < mandelbrot_max_iterations; ++done) {
    const double re_squared = z_re * z_re;
    const double im_squared = z_im * z_im;
    if (!(re_squared + im_squared <= 4)) return done;
    const double product = z_re * z_im;
    z_re = re_squared - im_squared + re;
    z_im = product + product + im;
  }
  return mandelbrot_max_iterations;
}

Output render(const JobSpec& spec) {
  const auto job = make_mandelbrot(spec);
  while (job->advance()) {
  }
  return *job->output();
}

}  // namespace

TEST_CASE("a row in vectors has the counts of its points one by one", "[mandelbrot]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U);
  const auto view = mandelbrot_view(seed);
  // Lengths that fill the vectors, and that leave some of the last one over.
  const auto length = GENERATE(1U, 7U, 8U, 9U, 131U);
  const double step = view.width / length;
  for (std::uint32_t y = 0; y < length; y += 5) {
    const double im = view.im - y * step;
    std::vector<std::uint16_t> counts(length);
    mandelbrot_row(view.re, im, step, counts);
    std::vector<std::uint16_t> expected;
    for (std::uint32_t x = 0; x < length; ++x) {
      expected.push_back(plain_count(view.re + x * step, im));
    }
    REQUIRE(counts == expected);
  }
}

TEST_CASE("points known to be inside never leave, points known to be outside do", "[mandelbrot]") {
  std::vector<std::uint16_t> counts(1);
  for (const double inside : {0.0, -1.0, 0.25, -2.0}) {
    mandelbrot_row(inside, 0, 0, counts);
    CHECK(counts[0] == mandelbrot_max_iterations);
  }
  mandelbrot_row(0.5, 0, 0, counts);
  CHECK(counts[0] == 5);  // 0, 0.5, 0.75, 1.0625, 1.6289…, then 3.15…
  mandelbrot_row(2.5, 0, 0, counts);
  CHECK(counts[0] == 1);
}

TEST_CASE("bands follow each other without gap or overlap and end with the picture",
          "[mandelbrot]") {
  const auto tasks = GENERATE(1U, 2U, 3U, 7U, 256U);
  const auto height = GENERATE(1U, 12U, 255U, 1536U);
  std::uint32_t next = 0;
  for (std::uint32_t task = 0; task < tasks; ++task) {
    const auto band = band_of(task, tasks, height);
    REQUIRE(band.begin == next);
    REQUIRE(band.end >= band.begin);
    next = band.end;
  }
  REQUIRE(next == height);
}

TEST_CASE("the picture is the same however many tasks render it", "[mandelbrot]") {
  // 1100 px exceed the display limit: the picture is thinned.
  const auto width = GENERATE(64U, 300U, 1100U);
  const auto whole = render({.seed = 1, .size = width});
  REQUIRE(whole.picture.height == whole.total_height);
  REQUIRE(whole.picture.pixels.size() == pixel_bytes * whole.picture.width * whole.picture.height);
  const auto tasks = GENERATE(2U, 5U, 64U);
  std::vector<std::uint8_t> pixels;
  for (std::uint32_t task = 0; task < tasks; ++task) {
    const auto band = render({.seed = 1 + task, .size = width, .task = task, .tasks = tasks});
    REQUIRE(band.total_width == whole.total_width);
    REQUIRE(band.total_height == whole.total_height);
    REQUIRE(band.y * pixel_bytes * band.picture.width == pixels.size());
    pixels.insert(pixels.end(), band.picture.pixels.begin(), band.picture.pixels.end());
  }
  REQUIRE(pixels == whole.picture.pixels);
}

TEST_CASE("a band's digest says which counts it has, not which task it was", "[mandelbrot]") {
  const auto digest = [](const JobSpec& spec) {
    const auto job = make_mandelbrot(spec);
    while (job->advance()) {
    }
    return job->digest();
  };
  // The whole set is symmetric about the real axis, which lies on row 24 of 48: not the bands.
  const JobSpec first{.seed = 1, .size = 64, .task = 0, .tasks = 4};
  JobSpec second = first;
  second.task = 1;
  second.seed = 2;
  CHECK(digest(first) == digest(first));
  CHECK(digest(first) != digest(second));
}

// The same digest is expected of the Wasm module: tests/wasm/pictures.test.ts.
TEST_CASE("mandelbrot has one digest on every machine", "[mandelbrot]") {
  const auto job = make_mandelbrot({.seed = 1, .size = 512});
  while (job->advance()) {
  }
  CHECK(job->digest() == "104249803c66a8419aa4a607430d11403af600f434f9a0beb3f373d60c2dbc23");
}
