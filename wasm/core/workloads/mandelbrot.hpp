#pragma once

#include <cstdint>
#include <span>

#include "workloads/catalogue.hpp"

namespace lanes {

/// Iterations after which a point counts as belonging to the set.
inline constexpr std::uint32_t mandelbrot_max_iterations = 1500;

/// A rectangle of the complex plane with the sides of the picture, 4 : 3.
struct MandelbrotView {
  /// Of the left upper corner.
  double re = 0;
  double im = 0;
  /// The whole picture's.
  double width = 0;
};

/// One of a few views worth looking at, chosen by the seed of a run: 1 is the whole set.
MandelbrotView mandelbrot_view(std::uint32_t run_seed);

/// Rows [begin, end) of a picture of `height` rows that task `task` of `tasks` renders.
struct Band {
  std::uint32_t begin;
  std::uint32_t end;
};
Band band_of(std::uint32_t task, std::uint32_t tasks, std::uint32_t height);

/// Iterations z ← z² + c that keep |z| ≤ 2, at most `mandelbrot_max_iterations`, for the row of
/// points c = (re + x·step, im). Only +, - and *, so every machine gives the same counts.
void mandelbrot_row(double re, double im, double step, std::span<std::uint16_t> counts);

/// The Mandelbrot set: each task renders one band of the picture, `size` px wide. The digest is the
/// SHA-256 of the band's iteration counts, 16 bits each, little-endian, row by row.
std::unique_ptr<Job> make_mandelbrot(const JobSpec& spec);

inline constexpr Work mandelbrot_work{
    .name = "mandelbrot",
    .bound = Bound::cpu,
    .title = "Mandelbrot set",
    .summary =
        "Each task renders one band of the picture. The bands are uneven on purpose: those "
        "through the middle take longest, so a worker that is done takes the next.",
    .size = Size{.min = 16,
                 .max = 8192,
                 .standard = 2048,
                 .unit = "px",
                 .label = "Width of the picture",
                 .growth = Growth::square},
    .make = make_mandelbrot,
    .shows = Shows::bands,
    // A row of counts, twice. The shown bands of all tasks together are at most 3 MiB.
    .memory = {.per_unit = 4},
    .light = true,
};

}  // namespace lanes
