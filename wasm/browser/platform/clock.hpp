#pragma once

#include <emscripten/emscripten.h>

#include "base/clock.hpp"

namespace lanes::browser {

/// The browser's monotonic clock, counted from the start of the run. Each browser thread has a
/// different zero, so the start is given in this module's own `emscripten_get_now` milliseconds.
class BrowserClock final : public Clock {
 public:
  explicit BrowserClock(double start_ms) noexcept : start_ms_(start_ms) {}

  [[nodiscard]] Moment now() const noexcept override {
    return std::chrono::duration_cast<Moment>(
        std::chrono::duration<double, std::milli>(emscripten_get_now() - start_ms_));
  }

 private:
  double start_ms_;
};

}  // namespace lanes::browser
