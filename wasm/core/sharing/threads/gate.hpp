#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>

namespace lanes::sharing {

/// Holds threads until all have come, then lets them all go at once: a central barrier (Mellor-
/// Crummey & Scott, "Algorithms for Scalable Synchronization", 1991). They spin, so that they start
/// within a fraction of a microsecond of each other, and yield after a while.
class Gate {
 public:
  /// For `threads` threads. The last one to come calls `between` before it lets them go.
  Gate(unsigned threads, std::function<void()> between)
      : threads_(threads), between_(std::move(between)) {}

  void pass() {
    const auto phase = phase_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      between_();
      arrived_.store(0, std::memory_order_relaxed);
      phase_.store(phase + 1, std::memory_order_release);
      return;
    }
    for (unsigned spins = 0; phase_.load(std::memory_order_acquire) == phase; ++spins) {
      if (spins >= most_spins) std::this_thread::yield();
    }
  }

 private:
  static constexpr unsigned most_spins = 1000;

  unsigned threads_;
  std::function<void()> between_;
  std::atomic<unsigned> arrived_ = 0;
  std::atomic<std::uint32_t> phase_ = 0;
};

}  // namespace lanes::sharing
