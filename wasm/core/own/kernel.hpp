#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/task.hpp"

namespace lanes {

/// What a task of the reader's own code does when it stops computing.
struct Step {
  enum class Kind : std::uint8_t {
    /// Done: `text` is the answer.
    ended = 0,
    /// It gave up, and `text` says why.
    failed = 1,
    /// It lets others have the loop, and goes on when it is resumed.
    turn = 2,
    /// It waits for the service's answer to a request that is served for `ms`.
    asks = 3,
    /// It waits for something that is no business of ours, such as a timer.
    waits = 4,
    /// The run was cancelled.
    cancelled = 5,
  };
  Kind kind = Kind::cancelled;
  std::uint32_t ms = 0;
  // Named initialisers may leave it out.
  std::string text{};  // NOLINT(readability-redundant-member-init)
};

/// What a task is resumed with.
enum class Reply : std::uint8_t {
  /// At the start, after a turn and after a wait.
  none = 0,
  /// The service has answered.
  answered = 1,
  /// It refused the request, or no connection was free in time.
  refused = 2,
};

class NextStep;

/// The reader's own code: begin, resume, answer. Any number of its tasks may be open at once, all
/// on one thread.
class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  Kernel(Kernel&&) = delete;
  Kernel& operator=(Kernel&&) = delete;
  virtual ~Kernel() = default;

  /// `task`, which begins when it is resumed for the first time, computes until it stops to do
  /// something else: that is told by `stepped`, before this returns or later. `text`: what the
  /// service said.
  virtual void resume(TaskIndex task, Reply reply, const std::string& text) = 0;

  /// `task` has stopped computing. Ignored when it was not resumed: somebody else's code may say
  /// anything.
  void stepped(TaskIndex task, Step step);
  /// Every task that has not stepped is told that the run was cancelled.
  void abort_all();

 private:
  friend class NextStep;
  std::unordered_map<TaskIndex, NextStep*> open_;
};

/// `co_await NextStep(kernel, task, reply, text)`: resumes the task; its next step.
class NextStep {
 public:
  NextStep(Kernel& kernel, TaskIndex task, Reply reply, std::string text)
      : kernel_(kernel), task_(task), reply_(reply), text_(std::move(text)) {}
  NextStep(const NextStep&) = delete;
  NextStep& operator=(const NextStep&) = delete;
  NextStep(NextStep&&) = delete;
  NextStep& operator=(NextStep&&) = delete;
  ~NextStep() = default;

  /// True when the task has stepped at once: a loop over such steps needs no stack.
  [[nodiscard]] bool await_ready() {
    kernel_.open_.insert_or_assign(task_, this);
    kernel_.resume(task_, reply_, text_);
    return step_.has_value();
  }
  void await_suspend(std::coroutine_handle<> awaiter) noexcept { awaiter_ = awaiter; }
  Step await_resume() { return *std::move(step_); }

 private:
  friend class Kernel;

  Kernel& kernel_;
  TaskIndex task_;
  Reply reply_;
  std::string text_;
  std::optional<Step> step_;
  std::coroutine_handle<> awaiter_;
};

}  // namespace lanes
