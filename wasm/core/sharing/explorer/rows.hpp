#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/mix64.hpp"

namespace lanes::sharing {

/// A set of rows of `width` numbers, each with an index from 0 in the order of arrival. Rows are
/// compared whole: it never takes two for equal that differ. Open addressing, linear probing
/// (Knuth, The Art of Computer Programming 3, 6.4, algorithm L).
class Rows {
 public:
  explicit Rows(std::size_t width) : width_(width) {}

  struct Found {
    std::size_t index;
    bool added;
  };

  Found find_or_add(std::span<const std::uint64_t> row) {
    if ((size_ + 1) * 2 > places_.size()) grow();
    const std::size_t place = place_of(row);
    if (places_[place] != none) return {.index = places_[place], .added = false};
    places_[place] = static_cast<std::uint32_t>(size_);
    numbers_.insert(numbers_.end(), row.begin(), row.end());
    return {.index = size_++, .added = true};
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  /// Where `row` stands, or would.
  [[nodiscard]] std::size_t place_of(std::span<const std::uint64_t> row) const {
    std::uint64_t hash = 0;
    for (const auto number : row) hash = mix64(hash ^ number);
    const std::size_t mask = places_.size() - 1;
    auto place = static_cast<std::size_t>(hash) & mask;
    while (places_[place] != none && !std::ranges::equal(at(places_[place]), row)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  [[nodiscard]] std::span<const std::uint64_t> at(std::size_t index) const {
    return std::span(numbers_).subspan(index * width_, width_);
  }

  void grow() {
    places_.assign(std::max<std::size_t>(64, places_.size() * 2), none);
    for (std::size_t index = 0; index < size_; ++index) {
      places_[place_of(at(index))] = static_cast<std::uint32_t>(index);
    }
  }

  std::size_t width_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> numbers_;
  std::vector<std::uint32_t> places_;
};

}  // namespace lanes::sharing
