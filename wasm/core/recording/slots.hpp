#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "recording/spans.hpp"

namespace lanes {

/// Assigns the lowest free lane to work that starts, so that a run uses exactly as many lanes as it
/// had tasks in flight.
class Slots {
 public:
  Lane take() {
    if (free_.empty()) return used_++;
    std::ranges::pop_heap(free_, std::greater{});
    const auto lowest = free_.back();
    free_.pop_back();
    return lowest;
  }

  /// `slot` must be taken, and is given back only once.
  void give_back(Lane slot) {
    free_.push_back(slot);
    std::ranges::push_heap(free_, std::greater{});
  }

 private:
  std::vector<Lane> free_;
  Lane used_ = 0;
};

}  // namespace lanes
