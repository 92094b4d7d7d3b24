#include "sharing/explorer/schedule_count.hpp"

#include <algorithm>
#include <bit>

namespace lanes::sharing {

ScheduleCount::ScheduleCount(const MakeExplored& make, std::size_t most_states)
    : execution_(make), most_states_(most_states) {
  execution_.world().remember(histories_);
  execution_.restart();
  execution_.world().describe(key_);
  states_ = Rows(key_.size());
}

bool ScheduleCount::advance(std::uint64_t steps) {
  const auto until = execution_.all_steps() + steps;
  if (!begun_) {
    begun_ = true;
    enter();
  }
  while (!way_.empty() && !given_up_ && execution_.all_steps() < until) {
    auto& node = way_.back();
    if (node.untried == 0) {
      leave();
      continue;
    }
    const auto thread = static_cast<unsigned>(std::countr_zero(node.untried));
    node.untried &= node.untried - 1;
    if (execution_.steps() != schedule_.size()) execution_.restart(schedule_);
    execution_.step(thread);
    if (enter()) schedule_.push_back(static_cast<std::uint8_t>(thread));
  }
  return way_.empty() || given_up_;
}

std::optional<ScheduleCounts> ScheduleCount::counts() const {
  if (!begun_ || !way_.empty() || given_up_) return std::nullopt;
  return all_;
}

bool ScheduleCount::enter() {
  execution_.world().describe(key_);
  const auto [state, added] = states_.find_or_add(key_);
  if (!added) {
    if (known_[state].whole) {
      add(known_[state].counts);
    } else {
      given_up_ = true;  // a state that leads back to itself: there is no end to count
    }
    return false;
  }
  if (states_.size() > most_states_) {
    given_up_ = true;
    return false;
  }
  known_.emplace_back();
  const auto enabled = execution_.world().enabled();
  if (enabled != 0) {
    way_.push_back({.state = state, .untried = enabled, .sum = {}});
    return true;
  }
  const auto ending = execution_.ending();
  known_[state] = {.counts = {.interleavings = 1,
                              .failing = ending == Ending::right ? 0U : 1U,
                              .deadlocks = ending == Ending::deadlock ? 1U : 0U},
                   .whole = true};
  add(known_[state].counts);
  return false;
}

void ScheduleCount::leave() {
  const auto node = way_.back();
  known_[node.state] = {.counts = node.sum, .whole = true};
  way_.pop_back();
  if (!schedule_.empty()) schedule_.pop_back();
  add(node.sum);
}

void ScheduleCount::add(const ScheduleCounts& counts) {
  auto& sum = way_.empty() ? all_ : way_.back().sum;
  // No sum of two such numbers overflows.
  const auto plus = [](std::uint64_t one, std::uint64_t other) {
    return std::min(one + other, most + 1);
  };
  sum.interleavings = plus(sum.interleavings, counts.interleavings);
  sum.failing = plus(sum.failing, counts.failing);
  sum.deadlocks = plus(sum.deadlocks, counts.deadlocks);
}

}  // namespace lanes::sharing
