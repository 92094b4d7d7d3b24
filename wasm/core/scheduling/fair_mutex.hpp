#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace lanes {

/// A mutex that threads get in the order in which they asked for it: what an interpreter's one lock
/// needs, which every thread holds most of the time. With an unfair one the thread that lets go
/// takes it again at once, and the others starve (CPython had to add "forced switching" for that:
/// Python/ceval_gil.c, Antoine Pitrou, 2009). A ticket lock on a mutex and a condition variable.
class FairMutex {
 public:
  void lock() {
    std::unique_lock lock(mutex_);
    const auto ticket = next_++;
    turn_.wait(lock, [&] { return serving_ == ticket; });
  }

  void unlock() {
    {
      const std::scoped_lock lock(mutex_);
      ++serving_;
    }
    turn_.notify_all();
  }

  /// How often it was asked for so far.
  [[nodiscard]] std::uint64_t asked() {
    const std::scoped_lock lock(mutex_);
    return next_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  /// Tickets: the next to be drawn, and whose turn it is.
  std::uint64_t next_ = 0;
  std::uint64_t serving_ = 0;
};

}  // namespace lanes
