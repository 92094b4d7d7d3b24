#pragma once

#include <coroutine>
#include <cstddef>
#include <deque>

namespace lanes {

/// A counting semaphore (Dijkstra, EWD 35, 1962) for coroutines of one thread: at most `permits`
/// of them hold a permit at once, the others wait in the order they came. No coroutine overtakes.
class Semaphore {
 public:
  /// `permits` ≥ 1.
  explicit Semaphore(std::size_t permits) noexcept : available_(permits) {}

  /// `co_await semaphore.acquire()` returns when the caller holds a permit.
  auto acquire() noexcept {
    struct Acquire {
      Semaphore& semaphore;
      [[nodiscard]] bool await_ready() const noexcept {
        if (semaphore.available_ == 0 || !semaphore.waiting_.empty()) return false;
        --semaphore.available_;
        return true;
      }
      void await_suspend(std::coroutine_handle<> waiter) const {
        semaphore.waiting_.push_back(waiter);
      }
      void await_resume() const noexcept {}
    };
    return Acquire{*this};
  }

  /// Releases a permit, to the first waiter if there is one. A coroutine that ends while it is
  /// being resumed from here only adds to `available_`: this loop continues, so the stack does not
  /// grow.
  void release() {
    ++available_;
    if (handing_out_) return;
    handing_out_ = true;
    while (available_ > 0 && !waiting_.empty()) {
      const auto next = waiting_.front();
      waiting_.pop_front();
      --available_;
      next.resume();
    }
    handing_out_ = false;
  }

 private:
  std::size_t available_;
  bool handing_out_ = false;
  std::deque<std::coroutine_handle<>> waiting_;
};

}  // namespace lanes
