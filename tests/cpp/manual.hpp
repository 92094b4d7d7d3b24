#pragma once

#include <coroutine>
#include <cstddef>
#include <deque>

#include "base/clock.hpp"
#include "scheduling/executor.hpp"

namespace lanes::testing {

/// A clock that stands still until the test advances it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const noexcept override { return now_; }
  void advance(Moment by) { now_ += by; }

 private:
  Moment now_{};
};

/// An event loop that turns only when the test says so.
class ManualExecutor final : public Executor {
 public:
  void post(std::coroutine_handle<> coroutine) override { queue_.push_back(coroutine); }

  [[nodiscard]] bool idle() const { return queue_.empty(); }

  /// Resumes the first in the queue.
  void turn() {
    const auto next = queue_.front();
    queue_.pop_front();
    next.resume();
  }

  /// Turns until nothing is queued; returns how often.
  std::size_t drain() {
    std::size_t turns = 0;
    for (; !idle(); ++turns) turn();
    return turns;
  }

 private:
  std::deque<std::coroutine_handle<>> queue_;
};

}  // namespace lanes::testing
