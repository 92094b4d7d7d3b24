#pragma once

#include "base/clock.hpp"

namespace lanes {

/// Estimates how long a thread was preempted during its work. A thread is not notified of
/// preemption, but its work comes in chunks of about a millisecond, each about as long as the
/// previous one, while a preemption lasts several (Linux: 3 ms and more, base_slice_ns in
/// Documentation/scheduler/sched-eevdf.rst). A chunk that took much longer than its neighbours was
/// therefore interrupted; two long ones in a row mean that the work has become slower.
class Interruptions {
 public:
  /// Adds a chunk by its duration.
  void add(Moment chunk) noexcept;
  /// Adds the totals of another thread.
  void add(Moment computed, Moment lost) noexcept;

  /// Total duration of all chunks.
  [[nodiscard]] Moment computed() const noexcept { return computed_; }
  /// The part of it that was lost.
  [[nodiscard]] Moment lost() const noexcept { return lost_; }

 private:
  Moment computed_{};
  Moment lost_{};
  /// Duration of the last chunk that was not interrupted; zero before the first.
  Moment usual_{};
  /// Time lost in the last chunk, and the chunk's duration; zero if it was not interrupted.
  Moment last_lost_{};
  Moment last_long_{};
};

}  // namespace lanes
