#pragma once

#include <emscripten/val.h>

#include <coroutine>
#include <cstdint>
#include <unordered_map>

#include "base/task.hpp"

namespace lanes::browser {

/// Sends one request to the downstream model, which lives in another worker: the task that waits
/// for it, its seed, and how long it is served, in ms.
EMSCRIPTEN_DECLARE_VAL_TYPE(AskModel);

class ModelCall;

/// The calls of a run that the model has not answered.
class OpenCalls {
 public:
  /// The task's call has ended: its awaiter goes on. Ignored when there is no such call.
  void end(TaskIndex task, TaskEnd end);
  /// Ends every open call; their awaiters go on with `Outcome::cancelled`.
  void abort_all();

 private:
  friend class ModelCall;
  std::unordered_map<TaskIndex, ModelCall*> open_;
};

/// One request to the downstream model: what `Fetch` is for a server. At most one a task.
class ModelCall {
 public:
  ModelCall(const AskModel& ask, TaskIndex task, std::uint32_t seed, std::uint32_t ms,
            OpenCalls& open)
      : ask_(ask), task_(task), seed_(seed), ms_(ms), open_(open) {}
  ModelCall(const ModelCall&) = delete;
  ModelCall& operator=(const ModelCall&) = delete;
  ModelCall(ModelCall&&) = delete;
  ModelCall& operator=(ModelCall&&) = delete;
  ~ModelCall() = default;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter);
  TaskEnd await_resume() { return std::move(end_); }

 private:
  friend class OpenCalls;

  const AskModel& ask_;
  TaskIndex task_;
  std::uint32_t seed_;
  std::uint32_t ms_;
  OpenCalls& open_;
  std::coroutine_handle<> awaiter_;
  TaskEnd end_;
};

}  // namespace lanes::browser
