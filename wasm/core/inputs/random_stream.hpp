#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/mix64.hpp"

namespace lanes {

/// What generated inputs are made from: SplitMix64, a stream of its own for each seed and part.
class RandomStream {
 public:
  constexpr RandomStream(std::uint32_t seed, std::uint32_t part)
      : state_(mix64(std::uint64_t{seed} << 32U | part)) {}

  constexpr std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15U;
    return mix64(state_);
  }

  /// A number below `end`, which is above 0.
  constexpr std::uint32_t below(std::uint32_t end) {
    return static_cast<std::uint32_t>((bits() >> 32U) * end >> 32U);
  }

  constexpr bool one_in(std::uint32_t chances) { return below(chances) == 0; }

  template <typename T, std::size_t count>
  constexpr const T& pick(std::span<const T, count> choices) {
    return choices[below(static_cast<std::uint32_t>(choices.size()))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace lanes
