#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "sharing/program.hpp"
#include "sharing/threads/wait_times.hpp"
#include "sharing/wait_for.hpp"

#if defined(__wasm__) && !defined(__wasm_atomics__)
#error "Without -matomics a fetch_add is compiled to a load, an addition and a store."
#endif

namespace lanes::sharing {

/// The world of real threads: cells are atomics, locks are the standard library's, and nothing
/// suspends, with one exception. Locks and queues can be abandoned, since a deadlock could not be
/// ended otherwise: a thread that waits then suspends for good, where it stands.
class Threads {
 public:
  class Thread;
  class Cell;
  class Mutex;
  class Queue;

  /// How long threads wait for locks is noted in `wait_times`, one for each thread, if there are
  /// any.
  explicit Threads(std::vector<WaitTimes>* wait_times = nullptr) noexcept
      : wait_times_(wait_times) {}
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  Threads(Threads&&) = delete;
  Threads& operator=(Threads&&) = delete;
  ~Threads() = default;

  /// See ProgramOn. Nothing here needs it.
  void checkpoint(unsigned /*thread*/, std::int64_t /*key*/) const noexcept {}

  /// Called after each thread that was looked at: for tests of what happens meanwhile.
  using OnSeen = std::function<void(unsigned thread)>;
  /// If none of the first `threads` threads can ever move again: who waits for what. May be called
  /// while they run.
  [[nodiscard]] std::optional<WaitForGraph> deadlock(unsigned threads,
                                                     const OnSeen& on_seen = {}) const;
  /// Lets all who wait give up.
  void abandon() noexcept { abandoned_.store(true, std::memory_order_release); }
  [[nodiscard]] bool abandoned() const noexcept {
    return abandoned_.load(std::memory_order_acquire);
  }
  /// Called by `thread` itself when it has ended or given up: releases what it holds.
  void leave(unsigned thread);

 private:
  /// What can be waited for.
  class Object;
  /// What a thread does: it ended, or it waits for an object, or it moves. On a cache line of its
  /// own. Only the thread itself writes it.
  struct alignas(64) Place {
    /// Counts changes, so that two equal ones mean that nothing happened between them; in the low
    /// byte the object's index + 1, `moving` or `left`.
    std::atomic<std::uint64_t> state{moving};
  };
  static constexpr std::uint64_t moving = 0;
  static constexpr std::uint64_t left = 255;

  void enter(unsigned thread, std::uint64_t state) noexcept;

  std::array<Place, most_threads> places_;
  std::atomic<bool> abandoned_ = false;
  std::vector<Object*> objects_;
  std::vector<WaitTimes>* wait_times_;
};

class Threads::Object {
 public:
  Object(Threads& world, std::string name);
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  Object(Object&&) = delete;
  Object& operator=(Object&&) = delete;
  virtual ~Object() = default;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Whether it may be had, as far as can be seen from outside.
  [[nodiscard]] virtual bool available() const = 0;
  [[nodiscard]] virtual std::optional<unsigned> holder() const noexcept = 0;
  /// Releases it if `thread`, which calls, holds it.
  virtual void release_if_held(unsigned thread) = 0;

 protected:
  [[nodiscard]] Threads& world() const noexcept { return *world_; }
  void wait_begins(unsigned thread) const noexcept { world_->enter(thread, index_); }
  void wait_ends(unsigned thread) const noexcept { world_->enter(thread, moving); }
  void note_wait(unsigned thread, Moment waited) const;

 private:
  Threads* world_;
  std::string name_;
  /// From 1.
  std::uint64_t index_;
};

class Threads::Mutex final : public Object {
 public:
  using Object::Object;

  struct Lock {
    Mutex& mutex;
  };
  Lock lock() noexcept { return {*this}; }
  std::suspend_never unlock() noexcept {
    release();
    return {};
  }

  /// False if it was abandoned.
  bool acquire(unsigned thread) {
    if (!mutex_.try_lock() && !wait(thread)) return false;
    holder_.store(static_cast<int>(thread), std::memory_order_relaxed);
    return true;
  }

  [[nodiscard]] bool available() const override { return !holder(); }
  [[nodiscard]] std::optional<unsigned> holder() const noexcept override;
  void release_if_held(unsigned thread) override {
    if (holder() == thread) release();
  }

 private:
  static constexpr int nobody = -1;

  bool wait(unsigned thread);
  void release() noexcept {
    holder_.store(nobody, std::memory_order_relaxed);
    mutex_.unlock();
  }

  std::timed_mutex mutex_;
  std::atomic<int> holder_ = nobody;
};

class Threads::Queue final : public Object {
 public:
  using Object::Object;

  struct Take {
    Queue& queue;
  };
  std::suspend_never put(Value value);
  Take take() noexcept { return {*this}; }

  /// Nothing if it was abandoned.
  std::optional<Value> remove(unsigned thread);

  [[nodiscard]] bool available() const override;
  [[nodiscard]] std::optional<unsigned> holder() const noexcept override { return std::nullopt; }
  void release_if_held(unsigned /*thread*/) override {}

 private:
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Value> items_;
};

class Threads::Cell {
 public:
  /// The result of an operation that has been done.
  template <typename Result>
  struct Done {
    Result result;
    [[nodiscard]] bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<> /*frame*/) const noexcept {}
    Result await_resume() const noexcept { return result; }
  };

  Cell(Threads& /*world*/, const std::string& /*name*/, Value initial) noexcept : value_(initial) {}

  [[nodiscard]] Done<Value> load(
      std::memory_order order = std::memory_order_relaxed) const noexcept {
    return {value_.load(order)};
  }
  Done<Value> store(Value value, std::memory_order order = std::memory_order_relaxed) noexcept {
    value_.store(value, order);
    return {0};
  }
  Done<Value> add(Value value) noexcept { return {value_.fetch_add(value)}; }
  Done<bool> compare_exchange(Value expected, Value value) noexcept {
    return {value_.compare_exchange_strong(expected, value)};
  }
  [[nodiscard]] Value now() const noexcept { return value_.load(); }

 private:
  std::atomic<Value> value_;
};

/// A thread of the program, run by the thread that made it: it has ended, or was abandoned, as soon
/// as it is made.
class Threads::Thread {
 public:
  class promise_type {
   public:
    template <typename... Rest>
    explicit promise_type(const ProgramOn<Threads>& /*program*/, unsigned thread,
                          const Rest&... /*rest*/) noexcept
        : thread_(thread) {}

    Thread get_return_object() noexcept {
      return Thread(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_value(Value value) noexcept { returned_ = value; }
    [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }

    template <typename Result>
    Cell::Done<Result> await_transform(Cell::Done<Result> done) const noexcept {
      return done;
    }
    std::suspend_never await_transform(std::suspend_never done) const noexcept { return done; }
    auto await_transform(Mutex::Lock lock) const noexcept {
      struct Await {
        Mutex& mutex;
        unsigned thread = 0;
        [[nodiscard]] bool await_ready() const { return mutex.acquire(thread); }
        void await_suspend(std::coroutine_handle<> /*frame*/) const noexcept {}
        void await_resume() const noexcept {}
      };
      return Await{.mutex = lock.mutex, .thread = thread_};
    }
    auto await_transform(Queue::Take take) const noexcept {
      struct Await {
        Queue& queue;
        unsigned thread = 0;
        std::optional<Value> taken;
        [[nodiscard]] bool await_ready() {
          taken = queue.remove(thread);
          return taken.has_value();
        }
        void await_suspend(std::coroutine_handle<> /*frame*/) const noexcept {}
        Value await_resume() const noexcept { return *taken; }
      };
      return Await{.queue = take.queue, .thread = thread_, .taken = std::nullopt};
    }

    [[nodiscard]] std::optional<Value> returned() const noexcept { return returned_; }

   private:
    unsigned thread_;
    std::optional<Value> returned_;
  };

  Thread(Thread&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  Thread& operator=(Thread&&) = delete;
  ~Thread() {
    if (frame_) frame_.destroy();
  }

  /// What it returned; nothing if it was abandoned.
  [[nodiscard]] std::optional<Value> returned() const noexcept {
    return frame_.promise().returned();
  }

 private:
  explicit Thread(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace lanes::sharing
