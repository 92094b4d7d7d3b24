#pragma once

#include <coroutine>

namespace lanes {

/// An event loop: takes coroutines and resumes them later, one at a time, in order of arrival.
/// Between two of them the loop may process anything else that is pending (input, health checks).
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  Executor(Executor&&) = delete;
  Executor& operator=(Executor&&) = delete;
  virtual ~Executor() = default;

  /// Resumes `coroutine` in a later turn of the loop, never inside this call.
  virtual void post(std::coroutine_handle<> coroutine) = 0;
};

}  // namespace lanes
