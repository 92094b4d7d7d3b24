#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "recording/interruptions.hpp"
#include "recording/outputs.hpp"
#include "recording/spans.hpp"
#include "recording/statistics.hpp"
#include "scheduling/strategy.hpp"
#include "workloads/catalogue.hpp"

namespace lanes {

/// What a run is made of. The ranges are those of the link grammar and were checked before.
struct RunSpec {
  const Work* work = nullptr;
  Strategy how = Strategy::sequential;
  TaskIndex tasks = 0;
  std::uint32_t size = 0;
  std::uint32_t workers = 1;
  std::uint32_t limit = 1;
  std::uint32_t seed = 0;
  /// Null if the outputs are not displayed. Outlives the run.
  RunPictures* pictures = nullptr;
};

/// The result of a run, once every task has ended.
struct RunReport {
  /// Makespan: from the first task queued to the last task ended.
  Moment wall{};
  /// By task index.
  std::vector<TaskEnd> ends;
  std::uint32_t max_in_flight = 0;
  /// From queued to ended, of the tasks that were ok.
  LatencySummary latency;
  Spans spans;
  /// Computing time of all tasks on all threads, and how much of it was lost to preemption.
  Moment computed{};
  Moment lost{};
};

/// The state of a run that any thread may read and write. 32-bit words, because the page accesses
/// them by address in shared memory.
struct RunControl {
  /// Nonzero: every task ends early.
  std::atomic<std::uint32_t> cancelled = 0;
  /// How many tasks have ended, and how many have left the queue.
  std::atomic<std::uint32_t> ended = 0;
  std::atomic<std::uint32_t> started = 0;
  /// Polled before every chunk of work, where the page cannot write `cancelled`; null elsewhere.
  bool (*asked_to_stop)() = nullptr;
};

/// A run in progress: its spec and its bookkeeping. All tasks are queued at the clock's zero. A
/// task's own entries and a lane's own spans are written by one thread at a time.
class Run {
 public:
  /// `lanes` independently written rows of spans: one per thread, or one for an event loop.
  Run(const RunSpec& spec, const Clock& clock, RunControl& control, std::uint32_t lanes);

  [[nodiscard]] const RunSpec& spec() const noexcept { return spec_; }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] Moment now() const noexcept { return clock_.now(); }

  /// Before the first task starts.
  void use(RunPictures& pictures) noexcept { spec_.pictures = &pictures; }

  [[nodiscard]] bool cancelled() const noexcept {
    return control_.cancelled.load(std::memory_order_relaxed) != 0 ||
           (control_.asked_to_stop != nullptr && control_.asked_to_stop());
  }

  /// The task leaves the queue and is now in flight on `lane`. Returns that moment.
  Moment start(TaskIndex task, Lane lane);
  /// Adds a span of the task on `lane`, which only the calling thread writes.
  void record(TaskIndex task, Lane lane, SpanKind kind, Moment from, Moment to);
  /// What the calling thread, which owns `lane`, lost to preemption while it computed.
  [[nodiscard]] Interruptions& interruptions(Lane lane) {
    return interruptions_by_lane_[row(lane)];
  }
  /// The task is no longer in flight: as of now, or of `at` if the caller has just read the clock.
  void end(TaskIndex task, TaskEnd how) { end(task, std::move(how), now()); }
  void end(TaskIndex task, TaskEnd how, Moment at);

  /// The outcome of a task that is no longer in flight.
  [[nodiscard]] TaskEnd& end_of(TaskIndex task) { return ends_[task]; }
  /// Call once, when no task is in flight any more.
  [[nodiscard]] RunReport report();

 private:
  RunSpec spec_;
  const Clock& clock_;
  RunControl& control_;
  std::vector<TaskEnd> ends_;
  std::vector<Stay> stays_;
  std::vector<Spans> spans_by_lane_;
  std::vector<Interruptions> interruptions_by_lane_;

  [[nodiscard]] std::size_t row(Lane lane) const {
    return std::min<std::size_t>(lane, spans_by_lane_.size() - 1);
  }
};

}  // namespace lanes
