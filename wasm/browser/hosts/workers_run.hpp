#pragma once

#include "hosts/boundary.hpp"
#include "hosts/worker_task.hpp"

namespace lanes::browser {

/// The bookkeeping of a run whose tasks run in workers: the page, which hands the tasks out, passes
/// in their reports, and gets the same outcome as from any other run.
class WorkersRun {
 public:
  explicit WorkersRun(const RunSpec& spec) : run_(spec, clock_, control_, spec.workers) {}

  /// Each task once; `lane` is the number of the worker that ran it.
  void add(std::uint32_t task, std::uint32_t lane, const TaskOutcome& outcome);
  /// Once, after the last task.
  RunOutcome outcome();

 private:
  /// A clock set to the moment that is being reported.
  class ToldClock final : public Clock {
   public:
    [[nodiscard]] Moment now() const noexcept override { return now_; }
    void set(double ms);

   private:
    Moment now_{};
  };

  ToldClock clock_;
  RunControl control_;
  Run run_;
};

}  // namespace lanes::browser
