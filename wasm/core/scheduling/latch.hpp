#pragma once

#include <coroutine>
#include <cstddef>
#include <utility>

namespace lanes {

/// Lets one coroutine wait until `count` others have arrived. One thread only.
class Latch {
 public:
  explicit Latch(std::size_t count) noexcept : missing_(count) {}

  void arrive() {
    if (--missing_ == 0 && waiter_) std::exchange(waiter_, nullptr).resume();
  }

  [[nodiscard]] bool await_ready() const noexcept { return missing_ == 0; }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { waiter_ = waiter; }
  void await_resume() const noexcept {}

 private:
  std::size_t missing_;
  std::coroutine_handle<> waiter_;
};

}  // namespace lanes
