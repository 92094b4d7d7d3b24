#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "recording/spans.hpp"

namespace lanes {

/// Gives work in flight the lowest lane that is free, so that a run uses as many lanes as it had
/// tasks in flight and no more.
class Slots {
 public:
  Lane take() {
    if (free_.empty()) return used_++;
    std::ranges::pop_heap(free_, std::greater{});
    const auto lowest = free_.back();
    free_.pop_back();
    return lowest;
  }

  /// `slot` was taken and is given back once.
  void give_back(Lane slot) {
    free_.push_back(slot);
    std::ranges::push_heap(free_, std::greater{});
  }

 private:
  std::vector<Lane> free_;
  Lane used_ = 0;
};

}  // namespace lanes
