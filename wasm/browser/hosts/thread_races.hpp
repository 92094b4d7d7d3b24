#pragma once

#include <atomic>
#include <cstdint>

#include "hosts/boundary.hpp"
#include "hosts/sharing_boundary.hpp"
#include "scheduling/thread_pool.hpp"
#include "sharing/programs/counter.hpp"

namespace lanes::browser {

/// See sharing::Price.
struct PriceOutcome {
  double operationsPerS;
  double waitP50Ms;
  double waitP99Ms;
  double waitLongestMs;
  double fairness;
};

/// Programs on real threads. It lives in a worker of its own, whose thread it blocks, so the page's
/// main thread neither joins, locks nor waits.
class ThreadRaces {
 public:
  /// Starts `threads` threads on the Web Workers that the module has loaded (`poolSize`).
  explicit ThreadRaces(std::uint32_t threads) : pool_(threads) {}

  /// A view of a word of shared memory that the page may use while this thread is blocked: set to
  /// 1 it ends what is under way after its current round.
  [[nodiscard]] Uint32Array control();
  /// Runs a program until it has been run `runs` times, or for about `ms`.
  RacesOutcome race(const sharing::Sharing& sharing, std::uint32_t runs, double ms);
  /// Measures increments of `counter` for about `ms`, after a short warm-up. `padded`: see
  /// sharing::Spacing.
  PriceOutcome price(sharing::Fix fix, std::uint32_t threads, bool padded, double ms);

 private:
  [[nodiscard]] bool stopped() const { return stop_.load(std::memory_order_relaxed) != 0; }

  ThreadPool pool_;
  std::atomic<std::uint32_t> stop_ = 0;
};

}  // namespace lanes::browser
