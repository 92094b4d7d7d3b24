#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sharing/explorer/execution.hpp"

namespace lanes::sharing {

/// How many schedules a program has. Each is exact up to ScheduleCount::most; more is more than
/// that.
struct ScheduleCounts {
  /// Maximal schedules: no thread can go on at their end.
  std::uint64_t interleavings = 0;
  /// Of these: broken ones and deadlocks.
  std::uint64_t failing = 0;
  std::uint64_t deadlocks = 0;

  friend bool operator==(const ScheduleCounts&, const ScheduleCounts&) = default;
};

/// Counts all schedules without running each: those from a state are the sum of those from its
/// successors, and equal states are counted once (dynamic programming).
class ScheduleCount {
 public:
  /// The largest number that JavaScript counts to.
  static constexpr std::uint64_t most = std::uint64_t{1} << 53U;

  /// Gives up after `most_states` states.
  ScheduleCount(const MakeExplored& make, std::size_t most_states);

  /// Works for about `steps` steps; true when there is nothing left to do.
  bool advance(std::uint64_t steps);
  /// The counts, if it is done and they could be had.
  [[nodiscard]] std::optional<ScheduleCounts> counts() const;
  [[nodiscard]] std::size_t states() const noexcept { return states_.size(); }

 private:
  /// A state on the way from the first to the one that is being looked at.
  struct Node {
    std::size_t state = 0;
    std::uint32_t untried = 0;
    ScheduleCounts sum;
  };
  struct Known {
    ScheduleCounts counts;
    bool whole = false;
  };

  /// Enters the state that the execution is in; false if it has been counted already, or cannot be.
  bool enter();
  void leave();
  void add(const ScheduleCounts& counts);

  Histories histories_;
  Execution execution_;
  std::size_t most_states_;
  std::vector<std::uint64_t> key_;
  Rows states_{0};
  std::vector<Known> known_;
  std::vector<Node> way_;
  Schedule schedule_;
  ScheduleCounts all_;
  bool begun_ = false;
  bool given_up_ = false;
};

}  // namespace lanes::sharing
