#include "workloads/mandelbrot.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "workloads/sha256.hpp"

namespace lanes {

namespace {

/// Two doubles of a 128-bit vector: SSE2, NEON, or WebAssembly SIMD.
using Doubles = double __attribute__((vector_size(16)));
/// All ones where a comparison of two Doubles holds.
using Mask = decltype(Doubles{} <= Doubles{});

/// Points that are iterated side by side: enough vectors to hide how long one multiplication takes.
constexpr std::size_t vectors = 4;
constexpr std::size_t points = 2 * vectors;

/// Iterations between two looks whether any point is still inside. Unrolled further, the loop needs
/// more registers and is slower as Wasm.
constexpr std::uint32_t stride = 2;
static_assert(mandelbrot_max_iterations % stride == 0);

/// A shown picture is at most this wide: a larger one is thinned to every n-th pixel.
constexpr std::uint32_t max_shown_width = 1024;

struct Colour {
  std::uint8_t red;
  std::uint8_t green;
  std::uint8_t blue;
};

/// From the sky at dusk to the sea; the set itself is nearly black.
constexpr std::array<Colour, 6> ramp{{{.red = 20, .green = 32, .blue = 64},
                                      {.red = 32, .green = 92, .blue = 140},
                                      {.red = 94, .green = 178, .blue = 190},
                                      {.red = 246, .green = 232, .blue = 190},
                                      {.red = 232, .green = 150, .blue = 62},
                                      {.red = 126, .green = 44, .blue = 60}}};
constexpr Colour inner{.red = 16, .green = 17, .blue = 20};

constexpr std::uint8_t mix(std::uint32_t from, std::uint32_t to, std::uint32_t of_256) {
  return static_cast<std::uint8_t>((from * (256 - of_256) + to * of_256) / 256);
}

/// Counts are spaced by their logarithm (in 1/256 of a doubling, linear in between): near the set
/// they grow without bound.
constexpr Colour colour_of(std::uint32_t count) {
  if (count >= mandelbrot_max_iterations) return inner;
  const auto n = count + 1;
  const auto doublings = static_cast<std::uint32_t>(std::bit_width(n)) - 1;
  const auto position = doublings * 256 + ((n * 256) >> doublings) - 256;
  const auto on_ramp = position * 3 / 4;
  const auto& from = ramp[on_ramp / 256 % ramp.size()];
  const auto& to = ramp[(on_ramp / 256 + 1) % ramp.size()];
  const auto part = on_ramp % 256;
  return {.red = mix(from.red, to.red, part),
          .green = mix(from.green, to.green, part),
          .blue = mix(from.blue, to.blue, part)};
}

class MandelbrotBand final : public Job {
 public:
  explicit MandelbrotBand(const JobSpec& spec)
      : width_(spec.size),
        height_(picture_height(spec.size)),
        view_(mandelbrot_view(spec.seed - spec.task)),
        band_(band_of(spec.task, spec.tasks, height_)),
        y_(band_.begin),
        row_(width_),
        row_bytes_(std::size_t{2} * width_) {
    const auto from = (band_.begin + thinning_ - 1) / thinning_;
    const auto to = (band_.end + thinning_ - 1) / thinning_;
    shown_ = {.x = 0,
              .y = from,
              .total_width = (width_ + thinning_ - 1) / thinning_,
              .total_height = (height_ + thinning_ - 1) / thinning_,
              .picture = {}};
    shown_.picture.width = shown_.total_width;
    shown_.picture.height = to - from;
    shown_.picture.pixels.reserve(pixel_bytes * shown_.total_width * shown_.picture.height);
  }

  bool advance() override {
    std::uint32_t iterations = 0;
    while (iterations < iterations_per_chunk && y_ < band_.end) {
      iterations += render_some();
    }
    if (y_ < band_.end) return true;
    words_ = sha_.finish();
    return false;
  }

  [[nodiscard]] std::string digest() const override { return to_hex(words_); }
  [[nodiscard]] std::optional<Output> output() override { return std::move(shown_); }

 private:
  /// About a millisecond.
  static constexpr std::uint32_t iterations_per_chunk = 600'000;
  /// A row through the set takes long, so it is rendered in pieces.
  static constexpr std::uint32_t points_per_piece = 256;

  /// The next piece of a row. Returns the iterations that it took.
  std::uint32_t render_some() {
    const auto step = view_.width / width_;
    const auto count = std::min(points_per_piece, width_ - x_);
    const auto piece = std::span(row_).subspan(x_, count);
    mandelbrot_row(view_.re + x_ * step, view_.im - y_ * step, step, piece);
    std::uint32_t iterations = 0;
    for (const auto each : piece) iterations += each;
    x_ += count;
    if (x_ == width_) end_row();
    return iterations;
  }

  void end_row() {
    for (std::size_t x = 0; x < width_; ++x) {
      row_bytes_[2 * x] = static_cast<std::uint8_t>(row_[x]);
      row_bytes_[2 * x + 1] = static_cast<std::uint8_t>(row_[x] >> 8U);
    }
    sha_.update(row_bytes_);
    if (y_ % thinning_ == 0) show_row();
    x_ = 0;
    ++y_;
  }

  void show_row() {
    auto& pixels = shown_.picture.pixels;
    for (std::size_t x = 0; x < width_; x += thinning_) {
      const auto colour = colour_of(row_[x]);
      pixels.insert(pixels.end(), {colour.red, colour.green, colour.blue, 255});
    }
  }

  std::uint32_t width_;
  std::uint32_t height_;
  MandelbrotView view_;
  Band band_;
  std::uint32_t x_ = 0;
  std::uint32_t y_;
  /// Every how many-th pixel is shown.
  std::uint32_t thinning_ = (width_ + max_shown_width - 1) / max_shown_width;
  std::vector<std::uint16_t> row_;
  std::vector<std::uint8_t> row_bytes_;
  Output shown_;
  Sha256 sha_;
  Sha256::Words words_{};
};

}  // namespace

MandelbrotView mandelbrot_view(std::uint32_t run_seed) {
  // Exact in binary, so that every compiler reads the same numbers.
  static constexpr std::array<MandelbrotView, 4> views{{
      {.re = -2.25, .im = 1.21875, .width = 3.25},          // the whole set
      {.re = -0.78125, .im = 0.171875, .width = 0.0625},    // seahorse valley
      {.re = 0.25, .im = 0.02734375, .width = 0.0703125},   // elephant valley
      {.re = -1.796875, .im = 0.0234375, .width = 0.0625},  // the small copy on the needle
  }};
  return views[(run_seed + 3) % views.size()];
}

Band band_of(std::uint32_t task, std::uint32_t tasks, std::uint32_t height) {
  const auto edge = [&](std::uint64_t at) {
    return static_cast<std::uint32_t>(at * height / std::max(1U, tasks));
  };
  return {.begin = edge(task), .end = edge(std::uint64_t{task} + 1)};
}

void mandelbrot_row(double re, double im, double step, std::span<std::uint16_t> counts) {
  const Doubles c_im{im, im};
  for (std::size_t at = 0; at < counts.size(); at += points) {
    std::array<Doubles, vectors> c_re{};
    std::array<Doubles, vectors> z_re{};
    std::array<Doubles, vectors> z_im{};
    std::array<Mask, vectors> minus_count{};
    for (std::size_t v = 0; v < vectors; ++v) {
      const auto x = static_cast<double>(at + 2 * v);
      c_re[v] = Doubles{re + x * step, re + (x + 1) * step};
    }
    for (std::uint32_t done = 0; done < mandelbrot_max_iterations; done += stride) {
      std::array<Mask, vectors> inside{};
      for (std::uint32_t i = 0; i < stride; ++i) {
        for (std::size_t v = 0; v < vectors; ++v) {
          const auto re_squared = z_re[v] * z_re[v];
          const auto im_squared = z_im[v] * z_im[v];
          const auto product = z_re[v] * z_im[v];
          // Nothing needs to remember who is out: beyond 2, and from the first step on no nearer
          // than c, |z² + c| ≥ |z|² - |c| > |z|, so the comparison never holds again, nor with
          // infinity.
          inside[v] = re_squared + im_squared <= Doubles{4, 4};
          minus_count[v] += inside[v];
          z_re[v] = re_squared - im_squared + c_re[v];
          z_im[v] = product + product + c_im;
        }
      }
      const auto any = inside[0] | inside[1] | inside[2] | inside[3];
      if ((any[0] | any[1]) == 0) break;
    }
    for (std::size_t i = 0; i < std::min(points, counts.size() - at); ++i) {
      counts[at + i] = static_cast<std::uint16_t>(-minus_count[i / 2][i % 2]);
    }
  }
}

std::unique_ptr<Job> make_mandelbrot(const JobSpec& spec) {
  return std::make_unique<MandelbrotBand>(spec);
}

}  // namespace lanes
