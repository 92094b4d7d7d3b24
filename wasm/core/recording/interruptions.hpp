#pragma once

#include "base/clock.hpp"

namespace lanes {

/// What a thread lost to others in the middle of its work. A thread that computes is told nothing
/// of that; but its work comes in chunks of about a millisecond, each about as long as the one
/// before, and what it loses at a time is several (Linux: 3 ms and more, base_slice_ns in
/// Documentation/scheduler/sched-eevdf.rst), so a chunk that took much longer than its neighbours
/// was interrupted. Two long ones one after the other are work that has become slower.
class Interruptions {
 public:
  /// A chunk has ended that took so long.
  void add(Moment chunk) noexcept;
  /// Told of another thread's.
  void add(Moment computed, Moment lost) noexcept;

  /// All chunks together.
  [[nodiscard]] Moment computed() const noexcept { return computed_; }
  /// Of that.
  [[nodiscard]] Moment lost() const noexcept { return lost_; }

 private:
  Moment computed_{};
  Moment lost_{};
  /// Of the last chunk that was not interrupted; zero before the first.
  Moment usual_{};
  /// Lost in the last chunk, and how long that was; zero where it was not interrupted.
  Moment last_lost_{};
  Moment last_long_{};
};

}  // namespace lanes
