#pragma once

#include <array>
#include <atomic>
#include <coroutine>
#include <cstdlib>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduling/executor.hpp"
#include "sharing/program.hpp"
#include "sharing/wait_for.hpp"

namespace lanes::sharing {

/// The world of one event loop: an operation is done at once, then the loop has its turn before the
/// thread, an async task here, goes on. So another task may run between any two operations.
class EventLoop {
 public:
  class Thread;
  class Cell;
  class Mutex;
  class Queue;

  explicit EventLoop(Executor& executor) noexcept : executor_(&executor) {}
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  EventLoop(EventLoop&&) = delete;
  EventLoop& operator=(EventLoop&&) = delete;
  ~EventLoop() = default;

  /// See ProgramOn. Nothing here needs it.
  void checkpoint(unsigned /*thread*/, std::int64_t /*key*/) const noexcept {}

  /// `co_await world.standstill()`: until all threads have ended or none can go on.
  auto standstill() noexcept {
    struct Standstill {
      EventLoop& world;
      [[nodiscard]] bool await_ready() const noexcept { return world.able_ == 0; }
      void await_suspend(std::coroutine_handle<> waiter) const noexcept { world.waiter_ = waiter; }
      void await_resume() const noexcept {}
    };
    return Standstill{*this};
  }
  /// Who waits for what; empty if nobody does.
  [[nodiscard]] WaitForGraph waiting() const;

 private:
  struct Wait {
    std::coroutine_handle<> frame;
    const std::string* object = nullptr;
    const std::optional<unsigned>* holder = nullptr;
  };

  void post(std::coroutine_handle<> frame) { executor_->post(frame); }
  void begin(std::coroutine_handle<> frame) {
    ++able_;
    post(frame);
  }
  /// A thread ended, or waits.
  void stop() {
    if (--able_ == 0 && waiter_) post(std::exchange(waiter_, nullptr));
  }
  void wait(unsigned thread, const Wait& wait) {
    waits_[thread] = wait;
    stop();
  }
  /// Lets a thread go on that waited.
  void wake(unsigned thread) { begin(std::exchange(waits_[thread], {}).frame); }

  Executor* executor_;
  std::coroutine_handle<> waiter_;
  /// Threads that have not ended and do not wait.
  unsigned able_ = 0;
  std::array<Wait, most_threads> waits_;
};

class EventLoop::Cell {
 public:
  /// An operation that has been done.
  template <typename Result>
  struct Did {
    Result result;
  };

  Cell(EventLoop& /*world*/, const std::string& /*name*/, Value initial) noexcept
      : value_(initial) {}

  [[nodiscard]] Did<Value> load(
      std::memory_order /*order*/ = std::memory_order_relaxed) const noexcept {
    return {value_};
  }
  Did<Value> store(Value value, std::memory_order /*order*/ = std::memory_order_relaxed) noexcept {
    value_ = value;
    return {0};
  }
  Did<Value> add(Value value) noexcept { return {std::exchange(value_, value_ + value)}; }
  Did<bool> compare_exchange(Value expected, Value value) noexcept {
    if (value_ != expected) return {false};
    value_ = value;
    return {true};
  }
  [[nodiscard]] Value now() const noexcept { return value_; }

 private:
  Value value_;
};

/// Handed on in the order in which it was asked for.
class EventLoop::Mutex {
 public:
  struct Lock {
    Mutex& mutex;
  };

  Mutex(EventLoop& world, std::string name) : world_(&world), name_(std::move(name)) {}

  Lock lock() noexcept { return {*this}; }
  Cell::Did<Value> unlock() {
    holder_.reset();
    if (!waiting_.empty()) {
      holder_ = waiting_.front();
      waiting_.pop_front();
      world_->wake(*holder_);
    }
    return {0};
  }

  void acquire(unsigned thread, std::coroutine_handle<> frame) {
    if (holder_) {
      waiting_.push_back(thread);
      world_->wait(thread, {.frame = frame, .object = &name_, .holder = &holder_});
      return;
    }
    holder_ = thread;
    world_->post(frame);
  }

 private:
  EventLoop* world_;
  std::string name_;
  std::optional<unsigned> holder_;
  std::deque<unsigned> waiting_;
};

class EventLoop::Queue {
 public:
  struct Take {
    Queue& queue;
  };

  Queue(EventLoop& world, std::string name) : world_(&world), name_(std::move(name)) {}

  Cell::Did<Value> put(Value value) {
    if (waiting_.empty()) {
      items_.push_back(value);
    } else {
      const auto taker = waiting_.front();
      waiting_.pop_front();
      *taker.place = value;
      world_->wake(taker.thread);
    }
    return {0};
  }
  Take take() noexcept { return {*this}; }

  /// Puts an item into `place`, now or later.
  void remove(unsigned thread, std::coroutine_handle<> frame, Value& place) {
    if (items_.empty()) {
      waiting_.push_back({.thread = thread, .place = &place});
      world_->wait(thread, {.frame = frame, .object = &name_, .holder = &nobody_});
      return;
    }
    place = items_.front();
    items_.pop_front();
    world_->post(frame);
  }

 private:
  struct Taker {
    unsigned thread;
    Value* place;
  };

  EventLoop* world_;
  std::string name_;
  std::optional<unsigned> nobody_;
  std::deque<Value> items_;
  std::deque<Taker> waiting_;
};

/// A thread of the program: a task that begins in a later turn of the loop.
class EventLoop::Thread {
 public:
  class promise_type {
   public:
    template <typename... Rest>
    explicit promise_type(const ProgramOn<EventLoop>& program, unsigned thread,
                          const Rest&... /*rest*/) noexcept
        : world_(program.world()), thread_(thread) {}

    Thread get_return_object() noexcept {
      return Thread(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    auto initial_suspend() const noexcept {
      struct Begin {
        EventLoop& world;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> frame) const { world.begin(frame); }
        void await_resume() const noexcept {}
      };
      return Begin{world_};
    }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_value(Value value) {
      returned_ = value;
      world_.stop();
    }
    [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }

    template <typename Result>
    auto await_transform(Cell::Did<Result> did) const noexcept {
      struct Turn {
        EventLoop& world;
        Result result;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> frame) const { world.post(frame); }
        Result await_resume() const noexcept { return result; }
      };
      return Turn{.world = world_, .result = did.result};
    }
    auto await_transform(Mutex::Lock lock) const noexcept {
      struct Await {
        Mutex& mutex;
        unsigned thread = 0;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> frame) const { mutex.acquire(thread, frame); }
        void await_resume() const noexcept {}
      };
      return Await{.mutex = lock.mutex, .thread = thread_};
    }
    auto await_transform(Queue::Take take) const noexcept {
      struct Await {
        Queue& queue;
        unsigned thread = 0;
        Value taken = 0;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> frame) { queue.remove(thread, frame, taken); }
        Value await_resume() const noexcept { return taken; }
      };
      return Await{.queue = take.queue, .thread = thread_, .taken = 0};
    }

    [[nodiscard]] std::optional<Value> returned() const noexcept { return returned_; }

   private:
    EventLoop& world_;
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

  /// What it returned; nothing if it has not ended.
  [[nodiscard]] std::optional<Value> returned() const noexcept {
    return frame_.promise().returned();
  }

 private:
  explicit Thread(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

inline WaitForGraph EventLoop::waiting() const {
  WaitForGraph graph;
  for (unsigned thread = 0; thread < most_threads; ++thread) {
    const auto& wait = waits_[thread];
    if (!wait.frame) continue;
    graph.push_back({.thread = thread, .object = *wait.object, .holder = *wait.holder});
  }
  return graph;
}

}  // namespace lanes::sharing
