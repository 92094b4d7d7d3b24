#pragma once

#include <coroutine>
#include <cstdlib>
#include <optional>
#include <utility>

namespace lanes {

/// A lazy coroutine: it starts when it is awaited and returns its T to its only awaiter. It lives
/// on one thread. There are no exceptions in Lanes: a failure is a value.
///
/// An awaited coroutine that ends without suspending returns to its awaiter instead of resuming
/// it, so a loop over any number of such awaits needs no stack (WebAssembly has no guaranteed tail
/// calls for `await_suspend` to transfer by).
template <typename T>
class Async {
 public:
  class promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  class promise_type {
   public:
    Async get_return_object() noexcept { return Async(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    auto final_suspend() const noexcept {
      struct Finish {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(Handle ended) const noexcept {
          if (auto awaiter = ended.promise().awaiter_) awaiter.resume();
        }
        void await_resume() const noexcept {}
      };
      return Finish{};
    }
    void return_value(T value) { value_.emplace(std::move(value)); }
    [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }

   private:
    friend class Async;
    /// Empty until the awaiter has actually suspended.
    std::coroutine_handle<> awaiter_;
    std::optional<T> value_;
  };

  Async(Async&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Async(const Async&) = delete;
  Async& operator=(const Async&) = delete;
  Async& operator=(Async&&) = delete;
  ~Async() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  /// True when the awaiter has to wait; false when the value is there already.
  bool await_suspend(std::coroutine_handle<> awaiter) noexcept {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().awaiter_ = awaiter;
    return true;
  }
  T await_resume() { return std::move(*handle_.promise().value_); }

 private:
  explicit Async(Handle handle) noexcept : handle_(handle) {}

  Handle handle_;
};

/// The value of a coroutine that returns nothing.
struct Done {};

/// A detached coroutine: it starts at once and frees itself when it ends.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }
  };
};

}  // namespace lanes
