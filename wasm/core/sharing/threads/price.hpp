#pragma once

#include "sharing/programs/counter.hpp"
#include "sharing/threads/rounds.hpp"

namespace lanes::sharing {

/// What a fix costs: increments of `counter` on real threads, as fast as they go.
struct Price {
  /// Increments by all threads together.
  double operations_per_s = 0;
  /// Waiting for the lock, or, with `queue`, the owner's waiting for something to do: of all times
  /// it was asked for. Nothing where nothing is waited for.
  Moment wait_p50{};
  Moment wait_p99{};
  Moment wait_longest{};
  /// Jain's index of the threads' speeds, of each round, on average: 1 if all are equally fast, 1 ÷
  /// threads if one has it all (Jain, Chiu & Hawe, "A Quantitative Measure of Fairness", 1984).
  double fairness = 1;
};

/// Measures for about `duration`, after a short warm-up. `threads` is 1 to most_threads_priced;
/// with `queue` the owner comes on top. `fix` fits `counter`. See run_rounds.
/// Gives up when `go_on`, asked after each round, returns false: then the price says nothing.
Price measure_price(ThreadPool& pool, Fix fix, std::uint32_t threads, Spacing spacing,
                    Moment duration, const std::function<bool()>& go_on = {});

/// Jain's index of `speeds`, which are not all 0; 1 if there are none.
double fairness(std::span<const double> speeds);

}  // namespace lanes::sharing
