#pragma once

#include <chrono>
#include <coroutine>

#include "base/clock.hpp"
#include "scheduling/executor.hpp"

namespace lanes {

/// How long `sliced` work holds the loop before it yields: short enough for three turns in a frame
/// at 60 Hz, long enough that yielding costs little.
inline constexpr Moment usual_slice = std::chrono::milliseconds(5);

/// How long CPU work may hold the event loop before it must yield. Without a budget a turn never
/// ends: most programs hold the loop for as long as they like.
class Turns {
 public:
  Turns() = default;
  /// Cooperative time slicing: a turn is over `budget` after it began.
  Turns(Executor& executor, const Clock& clock, Moment budget) noexcept
      : executor_(&executor), clock_(&clock), budget_(budget) {}
  /// The turns of a thread, which has no loop to yield to: its caller begins the next one.
  Turns(const Clock& clock, Moment budget) noexcept : clock_(&clock), budget_(budget) {}

  /// The first turn begins now: for work that is not first in line when its run begins.
  void begin() noexcept {
    if (clock_ != nullptr) began_ = clock_->now();
  }

  [[nodiscard]] bool over() const noexcept {
    return clock_ != nullptr && clock_->now() - began_ >= budget_;
  }

  /// `co_await turns.next()`: goes to the back of the queue; the next turn has a new budget.
  auto next() noexcept {
    struct Next {
      Turns& turns;
      [[nodiscard]] bool await_ready() const noexcept { return turns.executor_ == nullptr; }
      void await_suspend(std::coroutine_handle<> task) const { turns.executor_->post(task); }
      void await_resume() const noexcept { turns.begin(); }
    };
    return Next{*this};
  }

 private:
  Executor* executor_ = nullptr;
  const Clock* clock_ = nullptr;
  Moment budget_{};
  Moment began_{};
};

}  // namespace lanes
