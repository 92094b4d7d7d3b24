#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "scheduling/thread_pool.hpp"
#include "sharing/threads/world.hpp"

namespace lanes::sharing {

using MakeOnThreads = std::function<std::unique_ptr<ProgramOn<Threads>>(Threads&)>;

/// How a program went that ran once.
struct Round {
  /// Absent after a deadlock.
  std::optional<Value> outcome;
  bool holds = false;
  /// Empty unless it was a deadlock, which was ended.
  WaitForGraph deadlock;
  /// Until the last thread ended, and until each did.
  Moment took{};
  std::vector<Moment> thread_took;
};

/// How many threads of its pool a program of `threads` threads needs: one more, which watches.
constexpr std::uint32_t pool_size_for(unsigned threads) { return threads + 1; }

/// Runs a program on real threads, which start together, again and again: each time it is made
/// anew, on a new world. After each round `on_round` says whether another shall follow. A watchdog
/// ends deadlocks. All rounds have as many threads as the first. `pool` has at least pool_size_for
/// them. Blocks its caller. `wait_times`: see Threads; the first program's threads at least.
void run_rounds(ThreadPool& pool, const MakeOnThreads& make,
                const std::function<bool(const Round&)>& on_round,
                std::vector<WaitTimes>* wait_times = nullptr);

}  // namespace lanes::sharing
