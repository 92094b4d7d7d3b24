#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace lanes::sharing {

/// How long a thread waited each time, as counts: sixteen for each power of two of nanoseconds, so
/// that a percentile is at most 1/16 too high. Small and of fixed size, as it is written to between
/// two measured operations (the idea of HdrHistogram, Tene).
class WaitTimes {
 public:
  void add(Moment waited) {
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(waited.count(), 0));
    ++counts_[bucket_of(ns)];
    ++count_;
    longest_ = std::max(longest_, waited);
  }

  void add(const WaitTimes& others) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += others.counts_[i];
    count_ += others.count_;
    longest_ = std::max(longest_, others.longest_);
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] Moment longest() const noexcept { return longest_; }

  /// The time that `percent` % of `total` waits do not exceed, where those that were not added, as
  /// there was nothing to wait for, took no time. `percent` in (0, 100]; 0 if `total` is 0.
  [[nodiscard]] Moment percentile(double percent, std::uint64_t total) const {
    const auto rank =
        static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(total)));
    const auto none = total - std::min(total, count_);
    if (rank <= none) return Moment{0};
    std::uint64_t below = none;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (below >= rank) return std::min(longest_, Moment(static_cast<std::int64_t>(end_of(i))));
    }
    return longest_;
  }

 private:
  static constexpr std::size_t parts = 16;

  static constexpr std::size_t bucket_of(std::uint64_t ns) {
    if (ns < parts) return static_cast<std::size_t>(ns);
    const auto power = static_cast<std::size_t>(std::bit_width(ns)) - 5;  // ns >> power: 16 to 31
    return (power + 1) * parts + static_cast<std::size_t>(ns >> power) - parts;
  }
  /// The longest time in a bucket, in ns.
  static constexpr std::uint64_t end_of(std::size_t bucket) {
    if (bucket < parts) return bucket;
    const auto power = bucket / parts - 1;
    return ((bucket % parts + parts + 1) << power) - 1;
  }

  std::array<std::uint64_t, parts * 60> counts_{};
  std::uint64_t count_ = 0;
  Moment longest_{};
};

}  // namespace lanes::sharing
