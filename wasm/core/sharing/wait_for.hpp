#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lanes::sharing {

/// A thread that waits, for what, and which thread holds that: nobody holds an empty queue.
struct WaitFor {
  unsigned thread = 0;
  std::string object;
  std::optional<unsigned> holder;

  friend bool operator==(const WaitFor&, const WaitFor&) = default;
};

/// All threads that wait, in their order: in a deadlock, all that have not ended.
using WaitForGraph = std::vector<WaitFor>;

}  // namespace lanes::sharing
