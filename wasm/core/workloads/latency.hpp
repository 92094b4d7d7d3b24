#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/mix64.hpp"

namespace lanes {

/// The wait that a task with this seed asks for, in whole milliseconds: uniform in `latency_ms` ±
/// `jitter_percent` %, the same for every strategy and engine.
inline std::uint32_t latency_of(std::uint32_t seed, std::uint32_t latency_ms,
                                std::uint32_t jitter_percent) {
  const double unit = static_cast<double>(mix64(seed) >> 11U) * 0x1p-53;  // [0, 1)
  const double factor = 1 + (2 * unit - 1) * jitter_percent / 100.0;
  return static_cast<std::uint32_t>(std::clamp(std::round(latency_ms * factor), 0.0, 10'000.0));
}

}  // namespace lanes
