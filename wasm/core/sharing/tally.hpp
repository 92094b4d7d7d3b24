#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "sharing/sharing.hpp"
#include "sharing/wait_for.hpp"

namespace lanes::sharing {

/// How many runs ended with an outcome, and of these how many lost something.
struct OutcomeCount {
  std::uint64_t runs = 0;
  std::uint64_t broken = 0;

  friend bool operator==(const OutcomeCount&, const OutcomeCount&) = default;
};

/// What came out of many runs of a program.
struct Tally {
  std::uint64_t runs = 0;
  /// Runs whose invariant did not hold in the end: they lost something.
  std::uint64_t broken = 0;
  std::uint64_t deadlocks = 0;
  /// By outcome. Runs that deadlocked have none.
  std::map<Value, OutcomeCount> outcomes;
  /// Who waited for whom in the first deadlock.
  WaitForGraph first_deadlock;

  /// Adds a run. `outcome` is absent, and `deadlock` is not empty, if it was a deadlock.
  void add(const std::optional<Value>& outcome, bool holds, const WaitForGraph& deadlock) {
    ++runs;
    if (!outcome) {
      if (deadlocks++ == 0) first_deadlock = deadlock;
      return;
    }
    auto& alike = outcomes[*outcome];
    ++alike.runs;
    if (holds) return;
    ++alike.broken;
    ++broken;
  }

  /// Of all runs, 0–1.
  [[nodiscard]] double broken_share() const noexcept {
    return runs == 0 ? 0 : static_cast<double>(broken) / static_cast<double>(runs);
  }
};

}  // namespace lanes::sharing
