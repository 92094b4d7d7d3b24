#pragma once

#include <optional>

#include "hosts/boundary.hpp"
#include "hosts/pictures.hpp"
#include "platform/clock.hpp"
#include "scheduling/async.hpp"
#include "scheduling/executor.hpp"
#include "scheduling/turns.hpp"

namespace lanes::browser {

/// The outcome of one task that ran in a worker with its own memory (tier `workers`).
struct TaskOutcome {
  /// 0 ok, 1 failed, 2 cancelled.
  std::uint32_t outcome;
  /// The digest, or the reason of a failure.
  std::string text;
  /// Since the start of the run.
  double startedMs;
  double endedMs;
  /// Its computing time, and how much of it was lost to preemption.
  double computedMs;
  double lostMs;
  /// Its spans.
  Uint8Array kind{emscripten::val::undefined()};
  Float64Array spanStartMs{emscripten::val::undefined()};
  Float64Array spanEndMs{emscripten::val::undefined()};
};

/// Of a run of all its tasks, of which this thread ran only `task`.
TaskOutcome to_task_outcome(RunReport report, std::uint32_t task);

/// One task of a run, on a worker's thread. It has the thread to itself but yields every 20 ms, so
/// that the worker gets a cancel message without sharing memory with the page. JavaScript owns it.
class WorkerTask {
 public:
  /// `spec` is what the request asks for; `pictures` outlives this.
  WorkerTask(const RunSpec& spec, const RunRequest& request, std::uint32_t task,
             Pictures& pictures);

  /// Works for a turn; a request blocks the thread until it is answered. False once the task has
  /// ended.
  bool advance();
  /// Until the next turn begins the worker waits for a lock: recorded as blocked, once the task is
  /// in flight.
  void block() { blocked_since_ = run_.now(); }
  /// The task ends early, in its next turn.
  void cancel() { control_.cancelled = 1; }
  /// Once, after the end.
  TaskOutcome outcome();

 private:
  /// Holds the one coroutine that has yielded the thread until its next turn.
  class OneTurn final : public Executor {
   public:
    void post(std::coroutine_handle<> coroutine) override { waiting_ = coroutine; }
    void resume() { std::exchange(waiting_, nullptr).resume(); }

   private:
    std::coroutine_handle<> waiting_;
  };

  Detached run_to_end();

  RunRequest request_;
  std::uint32_t task_;
  BrowserClock clock_;
  OneTurn turn_;
  Turns turns_;
  RunControl control_;
  Run run_;
  std::optional<Moment> blocked_since_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace lanes::browser
