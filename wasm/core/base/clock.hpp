#pragma once

#include <chrono>

namespace lanes {

/// A moment, as the time since the run began. Every span of a run is on this one clock.
using Moment = std::chrono::nanoseconds;

/// Where the time comes from: the browser's clock, the system's, or a test's manual clock.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock() = default;

  /// Time since the run began. Never goes back on one thread.
  [[nodiscard]] virtual Moment now() const noexcept = 0;
};

}  // namespace lanes
