#pragma once

#include <optional>

#include "boundary.hpp"
#include "worker_task.hpp"

namespace lanes::browser {

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
