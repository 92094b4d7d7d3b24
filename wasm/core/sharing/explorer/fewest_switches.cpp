#include "sharing/explorer/fewest_switches.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace lanes::sharing {

FewestSwitches::FewestSwitches(const MakeExplored& make, Limits limits)
    : execution_(make), limits_(limits) {
  execution_.world().remember(histories_);
  execution_.restart();
  execution_.world().describe(key_);
  visited_ = Rows(key_.size() + 1);
}

bool FewestSwitches::advance(std::uint32_t bound, std::uint64_t steps) {
  const auto until = execution_.all_steps() + steps;
  if (!begun_) {
    begun_ = true;
    running_ = true;  // from the first state, without a step taken
  }
  while (!found_ && execution_.all_steps() < until) {
    if (running_) {
      go_on();
    } else if (!take_turn(bound)) {
      return true;
    }
  }
  return found_.has_value();
}

bool FewestSwitches::take_turn(std::uint32_t bound) {
  if (now_.empty()) {
    if (later_.empty() || bound_ >= bound) return false;
    ++bound_;
    now_ = std::exchange(later_, {});
    // The earliest first, as within a bound.
    std::ranges::reverse(now_);
  }
  schedule_ = std::move(now_.back());
  now_.pop_back();
  const auto thread = schedule_.back();
  schedule_.pop_back();
  execution_.restart(schedule_);
  execution_.world().describe(key_);
  running_ = fresh(thread);
  if (running_) take_step(thread);
  return true;
}

void FewestSwitches::go_on() {
  const auto enabled = execution_.world().enabled();
  if (enabled == 0) {
    finish();
    return;
  }
  if (schedule_.size() >= limits_.steps) {
    limited_ = true;
    running_ = false;
    return;
  }
  const bool can = !schedule_.empty() && contains(enabled, schedule_.back());
  const unsigned next = can ? schedule_.back() : static_cast<unsigned>(std::countr_zero(enabled));
  execution_.world().describe(key_);
  running_ = fresh(next);
  // Where this thread can go on, who came here before it has left the others' turns already.
  if (running_ || !can) leave_turns(can ? later_ : now_, enabled & ~(1U << next));
  if (running_) take_step(next);
}

void FewestSwitches::leave_turns(std::vector<Turn>& turns, std::uint32_t threads) {
  if (turns.size() >= limits_.states) {
    limited_ = true;
    return;
  }
  for (unsigned thread = most_threads; thread-- > 0;) {  // the lowest is taken first
    if (!contains(threads, thread)) continue;
    auto& turn = turns.emplace_back(schedule_);
    turn.push_back(static_cast<std::uint8_t>(thread));
  }
}

bool FewestSwitches::fresh(unsigned thread) {
  if (visited_.size() >= limits_.states) {
    limited_ = true;
    return false;
  }
  key_.push_back(thread);
  const bool added = visited_.find_or_add(key_).added;
  key_.pop_back();
  return added;
}

void FewestSwitches::take_step(unsigned thread) {
  schedule_.push_back(static_cast<std::uint8_t>(thread));
  execution_.step(thread);
}

void FewestSwitches::finish() {
  ++executions_;
  running_ = false;
  if (execution_.ending() != Ending::right) found_ = schedule_;
}

}  // namespace lanes::sharing
