#pragma once

#include <coroutine>

#include "base/clock.hpp"
#include "scheduling/executor.hpp"

namespace lanes {

/// How long CPU work may hold the event loop before it must yield. Without a budget a turn never
/// ends: most programs hold the loop for as long as they like.
class Turns {
 public:
  Turns() = default;
  /// Cooperative time slicing: a turn is over `budget` after it began.
  Turns(Executor& executor, const Clock& clock, Moment budget) noexcept
      : executor_(&executor), clock_(&clock), budget_(budget) {}

  /// The first turn begins now: for work that is not first in line when its run begins.
  void begin() noexcept {
    if (clock_ != nullptr) began_ = clock_->now();
  }

  [[nodiscard]] bool over() const noexcept {
    return executor_ != nullptr && clock_->now() - began_ >= budget_;
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
