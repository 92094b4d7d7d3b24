#pragma once

#include "scheduling/executor.hpp"

namespace lanes::browser {

/// The event loop of the thread that calls it. A posted coroutine is a task of its own on that
/// loop (a MessageChannel message: unlike `setTimeout` it is not held back to 4 ms), so input,
/// frames and health checks get their turn in between.
class EventLoop final : public Executor {
 public:
  void post(std::coroutine_handle<> coroutine) override;
};

}  // namespace lanes::browser
