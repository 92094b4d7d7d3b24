#pragma once

#include <deque>

#include "scheduling/executor.hpp"

namespace lanes::browser {

/// The event loop of the calling thread. Each posted coroutine gets its own turn, which is
/// requested only when the previous one is over, so that any other event waits for one turn and not
/// for all that are queued. Outlives the coroutines it resumes.
///
/// A turn is a background task (Prioritized Task Scheduling,
/// https://wicg.github.io/scheduling-apis), which has the lowest priority. Where that API is
/// missing it is a MessageChannel message, which is not throttled to 4 ms as `setTimeout` is.
class EventLoop final : public Executor {
 public:
  void post(std::coroutine_handle<> coroutine) override;
  /// Resumes the coroutine whose turn it is; called by the message.
  void turn();

 private:
  void ask();

  std::deque<std::coroutine_handle<>> queue_;
  /// A message is in flight, or its turn is not over.
  bool asked_ = false;
};

}  // namespace lanes::browser
