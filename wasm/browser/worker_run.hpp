#pragma once

#include <optional>

#include "boundary.hpp"
#include "pictures.hpp"

namespace lanes::browser {

/// How one task ended that ran in a worker with a memory of its own (tier `workers`).
struct TaskOutcome {
  /// 0 ok, 1 failed, 2 cancelled.
  std::uint32_t outcome;
  /// The digest, or the reason of a failure.
  std::string text;
  /// Since the start of the run.
  double startedMs;
  double endedMs;
  /// Its spans.
  Uint8Array kind{emscripten::val::undefined()};
  Float64Array spanStartMs{emscripten::val::undefined()};
  Float64Array spanEndMs{emscripten::val::undefined()};
};

/// Runs task `task` of `request` to its end on this thread, which it blocks: a worker's.
TaskOutcome run_task(const RunRequest& request, std::uint32_t task, Pictures& pictures);

/// The book-keeping of a run whose tasks run in workers: the page, which hands the tasks out, tells
/// it what they report, and gets the same outcome as from any other run.
class WorkersRun {
 public:
  explicit WorkersRun(const RunRequest& request);

  /// Why this run cannot start; empty when it can.
  [[nodiscard]] std::string problem() const { return problem_; }
  /// Each task once; `lane` is the number of the worker that ran it.
  void add(std::uint32_t task, std::uint32_t lane, const TaskOutcome& outcome);
  /// Once, after the last task.
  RunOutcome outcome();

 private:
  /// Stands at the moment that is being told of.
  class ToldClock final : public Clock {
   public:
    [[nodiscard]] Moment now() const noexcept override { return now_; }
    void set(double ms);

   private:
    Moment now_{};
  };

  std::string problem_;
  ToldClock clock_;
  RunControl control_;
  std::optional<Run> run_;
};

}  // namespace lanes::browser
