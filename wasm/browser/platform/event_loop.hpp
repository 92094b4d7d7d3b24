#pragma once

#include <deque>

#include "scheduling/executor.hpp"

namespace lanes::browser {

/// The event loop of the thread that calls it. Each posted coroutine gets a turn of its own, asked
/// for when the turn before it is over, so whatever else comes to the loop waits for one turn and
/// not for all that are queued. Outlives the coroutines it resumes.
///
/// A turn is a background task (Prioritized Task Scheduling,
/// https://wicg.github.io/scheduling-apis) that lets everything else go first. Where there is no
/// such thing it is a MessageChannel message, which is not held back to 4 ms as `setTimeout` is.
class EventLoop final : public Executor {
 public:
  void post(std::coroutine_handle<> coroutine) override;
  /// Resumes the coroutine whose turn it is; called by the message.
  void turn();

 private:
  void ask();

  std::deque<std::coroutine_handle<>> queue_;
  /// A message is under way, or its turn is not over.
  bool asked_ = false;
};

}  // namespace lanes::browser
