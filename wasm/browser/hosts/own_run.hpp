#pragma once

#include <memory>

#include "hosts/boundary.hpp"
#include "hosts/worker_task.hpp"
#include "io/model_call.hpp"
#include "own/own_task.hpp"
#include "platform/clock.hpp"
#include "platform/event_loop.hpp"
#include "recording/slots.hpp"
#include "scheduling/async.hpp"

namespace lanes::browser {

/// Lets a task of the kernel compute: the task, 0 nothing, 1 answered or 2 refused (Reply), and
/// what the service said. Its next step is told to `OwnRun::stepped`, at once or later.
EMSCRIPTEN_DECLARE_VAL_TYPE(ResumeTask);

/// A run of the reader's own code on the event loop of the thread that calls it, in a sandbox's
/// worker: every strategy but `parallel`, or one task of that. JavaScript owns it and deletes it
/// after the end.
class OwnRun {
 public:
  /// `spec` is what the request asks for.
  OwnRun(const RunSpec& spec, const RunRequest& request);

  /// Before the start: the code, and how to ask the downstream model.
  void use(ResumeTask resume, AskModel ask);
  /// `task` has stopped computing: 0 ended with its answer, 1 failed for a reason, 2 a turn, 3 asks
  /// for an answer that takes `ms`, 4 waits for something else (Step::Kind).
  void stepped(std::uint32_t task, std::uint32_t kind, std::uint32_t ms, const std::string& text);
  /// The model has ended the request of `task`: outcome 0 ok or 1 failed, and the body or reason.
  void answer(std::uint32_t task, std::uint32_t outcome, const std::string& text);
  /// Starts all tasks as the strategy has it; `ended()` is called once, when none is in flight.
  void start(EndedCallback ended);
  /// The same for one task, for a worker that has it to itself.
  void startTask(std::uint32_t task, EndedCallback ended);
  /// Asks every task to end early.
  void cancel();
  /// Tasks ended so far, and those that have left the queue.
  [[nodiscard]] std::uint32_t endedTasks() const { return control_.ended; }
  [[nodiscard]] std::uint32_t startedTasks() const { return control_.started; }
  /// Once, after the end: of all tasks, or of the one that was started.
  RunOutcome outcome();
  TaskOutcome taskOutcome();

 private:
  class JsKernel final : public Kernel {
   public:
    explicit JsKernel(ResumeTask resume) : resume_(std::move(resume)) {}
    void resume(TaskIndex task, Reply reply, const std::string& text) override;

   private:
    ResumeTask resume_;
  };

  Detached run_to_end(EndedCallback ended);
  Detached run_task_to_end(TaskIndex task, EndedCallback ended);
  Async<Done> run_task(TaskIndex task);
  Async<TaskEnd> ask_model(TaskIndex task, std::uint32_t ms);

  BrowserClock clock_;
  EventLoop loop_;
  RunControl control_;
  Turns turns_;
  std::unique_ptr<JsKernel> kernel_;
  AskModel ask_{emscripten::val::undefined()};
  AskService service_;
  OpenCalls calls_;
  Slots slots_;
  Run run_;
  std::uint32_t jitter_percent_;
  TaskIndex task_ = 0;
};

}  // namespace lanes::browser
