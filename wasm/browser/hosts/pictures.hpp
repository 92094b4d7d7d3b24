#pragma once

#include <cstdint>

#include "hosts/boundary.hpp"
#include "recording/outputs.hpp"

namespace lanes::browser {

/// The pictures of a module's runs, owned by JavaScript: it puts the user's own in before a run and
/// reads the tasks' outputs from a table in memory, during the run where that is shared.
class Pictures {
 public:
  /// Frees the previous run's pictures; `watched`: the next run's outputs are displayed.
  void begin(bool watched);
  /// The input of every task from now on: `pixels` is a Uint8ClampedArray of RGBA, copied here.
  void setInput(std::uint32_t width, std::uint32_t height, const emscripten::val& pixels);
  /// Every task makes its own input again.
  void dropInput() { run_.input.reset(); }
  /// A view of the table: eight words per task (Outputs::Entry), of which the last is an address.
  /// Memory growth detaches it, so it is requested anew for every read.
  [[nodiscard]] Uint32Array outputs() const;

  [[nodiscard]] RunPictures& run() noexcept { return run_; }

 private:
  RunPictures run_;
};

/// The picture that a `resize` task with this seed starts from, `width` px wide: RGBA.
Uint8Array generated_pixels(std::uint32_t seed, std::uint32_t width);

}  // namespace lanes::browser
