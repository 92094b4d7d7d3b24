#include "sharing/explorer/classes.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace lanes::sharing {

namespace {

constexpr std::uint8_t bit(unsigned thread) { return static_cast<std::uint8_t>(1U << thread); }

template <typename Clock>
void join(Clock& clock, const Clock& other) {
  for (std::size_t i = 0; i < clock.size(); ++i) clock[i] = std::max(clock[i], other[i]);
}

}  // namespace

Classes::Classes(const MakeExplored& make, Limits limits, bool stop_at_failure, OnEnd on_end)
    : execution_(make),
      limits_(limits),
      stop_at_failure_(stop_at_failure),
      on_end_(std::move(on_end)) {}

bool Classes::advance(std::uint64_t steps) {
  const auto until = execution_.all_steps() + steps;
  while (!done_ && execution_.all_steps() < until) {
    if (forward_) {
      descend();
    } else if (!backtrack()) {
      done_ = true;
    }
    if (executions_ + cut_ >= limits_.executions && !done_) limited_ = done_ = true;
  }
  return done_;
}

void Classes::descend() {
  const auto enabled = execution_.world().enabled();
  const auto awake = enabled & ~std::uint32_t{sleep_};
  if (awake == 0) {
    end_execution(enabled);
    return;
  }
  if (way_.size() >= limits_.steps) {
    limited_ = true;
    ++cut_;
    forward_ = false;
    return;
  }
  const auto thread = static_cast<unsigned>(std::countr_zero(awake));
  way_.push_back({.backtrack = bit(thread), .sleep = sleep_});
  step(thread);
}

void Classes::step(unsigned thread) {
  auto& world = execution_.world();
  const auto operation = world.next(thread);
  const auto& object = world.objects()[operation.object];
  const auto ordinal =
      operation.act == Act::take ? object.taken : static_cast<std::uint32_t>(object.items.size());
  auto clock = meet(thread, operation, ordinal);
  ++clock[thread];
  auto& node = way_.back();
  // Who is asleep stays so until a step conflicts with what it would do.
  sleep_ = 0;
  for_each_thread(node.sleep, [&](unsigned sleeper) {
    if (!conflicting(world.next(sleeper), operation)) sleep_ |= bit(sleeper);
  });
  node.operation = operation;
  node.clock = clock;
  node.thread = static_cast<std::uint8_t>(thread);
  node.ordinal = ordinal;
  clocks_[thread] = clock;
  execution_.step(thread);
}

Classes::Clock Classes::meet(unsigned thread, const Operation& operation, std::uint32_t ordinal) {
  // What happened before the step, whichever way the races go that are still to be found.
  Clock before = clocks_[thread];
  // What happened before it because it had to wait for that.
  Clock awaited{};
  for (auto i = execution_.steps(); i-- > 0;) {
    const auto& earlier = way_[i];
    if (earlier.operation.object != operation.object) continue;
    if (before[earlier.thread] >= earlier.clock[earlier.thread]) continue;
    if (operation.act == Act::lock && earlier.operation.act == Act::unlock) {
      join(awaited, earlier.clock);
    } else if (operation.act == Act::take && earlier.operation.act == Act::put) {
      if (earlier.ordinal == ordinal) join(awaited, earlier.clock);
    } else if (conflicting(earlier.operation, operation)) {
      reverse(i, thread, before);
      join(before, earlier.clock);
    }
  }
  join(before, awaited);
  return before;
}

void Classes::reverse(std::size_t rival, unsigned thread, const Clock& before) {
  const auto& first = way_[rival];
  // What could come before `rival`: the steps after it that it does not happen before, then ours.
  // Of these, those threads could begin whose first step waits for none of the others' first steps.
  std::array<std::size_t, most_threads> begins{};
  std::uint8_t seen = 0;
  std::uint8_t initials = 0;
  const auto waits = [&](const Clock& clock) {
    bool any = false;
    for_each_thread(seen, [&](unsigned other) {
      const auto& step = way_[begins[other]];
      any = any || clock[other] >= step.clock[other];
    });
    return any;
  };
  for (auto i = rival + 1; i < execution_.steps(); ++i) {
    const auto& step = way_[i];
    if (step.clock[first.thread] >= first.clock[first.thread]) continue;
    if ((seen & bit(step.thread)) != 0) continue;
    if (!waits(step.clock)) initials |= bit(step.thread);
    begins[step.thread] = i;
    seen |= bit(step.thread);
  }
  if ((seen & bit(thread)) == 0 && !waits(before)) initials |= bit(thread);
  auto& backtrack = way_[rival].backtrack;
  if ((initials & backtrack) != 0) return;
  backtrack |=
      (initials & bit(thread)) != 0 ? bit(thread) : static_cast<std::uint8_t>(initials & -initials);
}

void Classes::end_execution(std::uint32_t enabled) {
  forward_ = false;
  auto& world = execution_.world();
  for (unsigned thread = 0; thread < world.threads(); ++thread) {
    if (contains(enabled | world.ended(), thread)) continue;
    const auto& waiting = world.next(thread);
    meet(thread, waiting, world.objects()[waiting.object].taken);
  }
  if (enabled != 0) {
    ++cut_;
    return;
  }
  ++executions_;
  if (on_end_) on_end_(execution_);
  const auto ending = execution_.ending();
  if (ending == Ending::right) return;
  ++failing_;
  if (ending == Ending::deadlock) ++deadlocks_;
  if (!found_) {
    found_.emplace();
    for (const auto& node : way_) found_->push_back(node.thread);
  }
  if (stop_at_failure_) stopped_ = done_ = true;
}

bool Classes::backtrack() {
  for (; !way_.empty(); way_.pop_back()) {
    auto& node = way_.back();
    node.sleep |= bit(node.thread);
    const auto left = static_cast<std::uint8_t>(node.backtrack & ~node.sleep);
    if (left == 0) continue;
    const auto thread = static_cast<unsigned>(std::countr_zero(left));
    execution_.restart();
    clocks_ = {};
    for (std::size_t i = 0; i + 1 < way_.size(); ++i) {
      execution_.step(way_[i].thread);
      clocks_[way_[i].thread] = way_[i].clock;
    }
    forward_ = true;
    step(thread);
    return true;
  }
  return false;
}

}  // namespace lanes::sharing
