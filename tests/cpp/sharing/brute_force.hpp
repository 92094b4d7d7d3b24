#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "sharing/explorer/schedule_count.hpp"

namespace lanes::testing {

/// What is true of a program, found the plain way: every schedule is run, one after another.
struct Truth {
  sharing::ScheduleCounts counts;
  /// Classes of equivalent schedules.
  std::set<std::string> classes;
  /// The least number of switches of a schedule that fails.
  std::optional<std::uint32_t> least_switches;
  /// Outcomes of the schedules that do not deadlock.
  std::set<sharing::Value> outcomes;
};

/// Nothing if there are more than `most` schedules.
std::optional<Truth> brute_force(const sharing::MakeExplored& make, std::uint64_t most);

}  // namespace lanes::testing
