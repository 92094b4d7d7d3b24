#include "recording/interruptions.hpp"

#include <algorithm>

namespace lanes {

namespace {

using namespace std::chrono_literals;

/// Chunks vary by half, and coarse clocks step by a millisecond.
constexpr Moment tolerance = 1500us;

}  // namespace

void Interruptions::add(Moment chunk) noexcept {
  computed_ += chunk;
  const auto interrupted = usual_ > Moment::zero() && chunk > usual_ + usual_ / 2 + tolerance;
  if (!interrupted) {
    // With a coarse clock a chunk may appear to take no time.
    if (chunk > Moment::zero()) usual_ = chunk;
    last_long_ = last_lost_ = Moment::zero();
    return;
  }
  const auto alike = std::max(chunk, last_long_) < 2 * std::min(chunk, last_long_);
  if (alike) {
    lost_ -= last_lost_;
    usual_ = chunk;
    last_long_ = last_lost_ = Moment::zero();
    return;
  }
  last_lost_ = chunk - usual_;
  last_long_ = chunk;
  lost_ += last_lost_;
}

void Interruptions::add(Moment computed, Moment lost) noexcept {
  computed_ += computed;
  lost_ += lost;
}

}  // namespace lanes
