#include "workloads/resize.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "inputs/photo.hpp"
#include "workloads/resize_rows.hpp"
#include "workloads/sha256.hpp"

namespace lanes {

namespace {

/// Each side becomes this much smaller.
constexpr std::uint32_t shrink = 4;

/// Resizing reads the rows of a generated picture in order, and reads some again where two chunks
/// meet, so this many of the newest are cached. A chunk reads 8 rows beyond each of its ends.
constexpr std::uint32_t kept_rows = 32;

/// The input of a resize: rows of the user's own picture, or of a generated one.
class Source {
 public:
  explicit Source(const JobSpec& spec)
      : picture_(spec.picture),
        width_(picture_ != nullptr ? picture_->width : spec.size),
        height_(picture_ != nullptr ? picture_->height : picture_height(spec.size)) {
    if (picture_ != nullptr) return;
    photo_.emplace(spec.seed, width_);
    rows_.resize(row_bytes() * kept_rows);
    kept_.assign(kept_rows, height_);
  }

  [[nodiscard]] std::uint32_t width() const noexcept { return width_; }
  [[nodiscard]] std::uint32_t height() const noexcept { return height_; }

  const std::uint8_t* row(std::uint32_t y) {
    if (picture_ != nullptr) return &picture_->pixels[y * row_bytes()];
    const auto slot = y % kept_rows;
    const auto pixels = std::span(rows_).subspan(slot * row_bytes(), row_bytes());
    if (kept_[slot] != y) photo_->write_row(y, pixels);
    kept_[slot] = y;
    return pixels.data();
  }

 private:
  [[nodiscard]] std::size_t row_bytes() const noexcept { return pixel_bytes * width_; }

  const Picture* picture_;
  std::uint32_t width_;
  std::uint32_t height_;
  std::optional<Photo> photo_;
  std::vector<std::uint8_t> rows_;
  /// The row in each slot of `rows_`; the picture's height in empty slots.
  std::vector<std::uint32_t> kept_;
};

/// stb's callback for input: pixels from `x` of row `y`.
const void* read_row(void* /*scratch*/, const void* /*input*/, int /*pixels*/, int x, int y,
                     void* context) {
  auto& source = *static_cast<Source*>(context);
  return source.row(static_cast<std::uint32_t>(y)) + pixel_bytes * static_cast<std::size_t>(x);
}

class Resize final : public Job {
 public:
  explicit Resize(const JobSpec& spec) : source_(spec) {
    resized_.width = std::max(1U, source_.width() / shrink);
    resized_.height = std::max(1U, source_.height() / shrink);
  }
  Resize(const Resize&) = delete;
  Resize& operator=(const Resize&) = delete;
  Resize(Resize&&) = delete;
  Resize& operator=(Resize&&) = delete;
  ~Resize() override {
    if (begun_) stbir_free_samplers(&resize_);
  }

  // shown: fleet-work
  bool advance() override {
    if (!begun_) {
      begin();
      return true;
    }
    if (y_ < resized_.height) {
      const auto end = std::min(y_ + rows_per_chunk(), resized_.height);
      resize_rows(resize_, y_, end);
      const auto row_bytes = pixel_bytes * resized_.width;
      sha_.update(std::span(resized_.pixels).subspan(y_ * row_bytes, (end - y_) * row_bytes));
      y_ = end;
      return true;
    }
    words_ = sha_.finish();
    return false;
  }
  // shown end

  [[nodiscard]] std::string digest() const override { return to_hex(words_); }

  [[nodiscard]] std::optional<Output> output() override {
    const auto width = resized_.width;
    const auto height = resized_.height;
    return Output{.x = 0,
                  .y = 0,
                  .total_width = width,
                  .total_height = height,
                  .picture = std::exchange(resized_, {})};
  }

 private:
  /// About a millisecond's worth of input pixels.
  static constexpr std::uint32_t pixels_per_chunk = 150'000;
  /// With fewer output rows, each chunk would mostly reread its neighbours' input.
  static constexpr std::uint32_t min_rows_per_chunk = 16;

  void begin() {
    resized_.pixels.resize(pixel_bytes * resized_.width * resized_.height);
    stbir_resize_init(&resize_, nullptr, static_cast<int>(source_.width()),
                      static_cast<int>(source_.height()), 0, resized_.pixels.data(),
                      static_cast<int>(resized_.width), static_cast<int>(resized_.height), 0,
                      STBIR_RGBA, STBIR_TYPE_UINT8);
    stbir_set_user_data(&resize_, &source_);
    stbir_set_pixel_callbacks(&resize_, read_row, nullptr);
    stbir_set_filters(&resize_, STBIR_FILTER_MITCHELL, STBIR_FILTER_MITCHELL);
    if (stbir_build_samplers(&resize_) == 0) std::abort();
    begun_ = true;
  }

  [[nodiscard]] std::uint32_t rows_per_chunk() const {
    return std::max(min_rows_per_chunk, pixels_per_chunk / source_.width() / shrink);
  }

  Source source_;
  Picture resized_;
  STBIR_RESIZE resize_{};
  bool begun_ = false;
  /// The next row of the output.
  std::uint32_t y_ = 0;
  Sha256 sha_;
  Sha256::Words words_{};
};

}  // namespace

Picture generated_picture(std::uint32_t seed, std::uint32_t width) {
  Picture picture{.width = width, .height = picture_height(width), .pixels = {}};
  const Photo photo(seed, picture.width);
  const auto row_bytes = pixel_bytes * picture.width;
  picture.pixels.resize(row_bytes * picture.height);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    photo.write_row(y, std::span(picture.pixels).subspan(y * row_bytes, row_bytes));
  }
  return picture;
}

std::unique_ptr<Job> make_resize(const JobSpec& spec) { return std::make_unique<Resize>(spec); }

}  // namespace lanes
