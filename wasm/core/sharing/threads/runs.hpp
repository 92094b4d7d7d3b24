#pragma once

#include <cstdint>
#include <functional>

#include "sharing/tally.hpp"
#include "sharing/threads/rounds.hpp"

namespace lanes::sharing {

/// What came out of many runs of a program on real threads.
struct ThreadRuns : Tally {
  /// Of all runs, each from its start until its last thread ended.
  Moment took{};
};

/// The largest run: a counter's total fits into a Value.
constexpr std::uint32_t most_times_on_threads = 10'000'000;

/// Runs a program `runs` times, or until `go_on`, asked after each run, returns false. `sharing`
/// has a fix that fits, 2 to 4 threads, and at most most_times_on_threads times. See run_rounds.
ThreadRuns run_on_threads(ThreadPool& pool, const Sharing& sharing, std::uint64_t runs,
                          const std::function<bool(const ThreadRuns&)>& go_on = {});

}  // namespace lanes::sharing
