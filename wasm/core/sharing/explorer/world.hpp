#pragma once

#include <array>
#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <source_location>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sharing/explorer/frames.hpp"
#include "sharing/explorer/history.hpp"
#include "sharing/explorer/operation.hpp"
#include "sharing/program.hpp"

namespace lanes::sharing {

/// The world in which a scheduler of ours says whose turn it is: each thread is a coroutine that
/// suspends before each operation. Operations are indivisible and happen one after another
/// (sequential consistency). It can be begun again as often as one likes.
class Explored {
 public:
  enum class Kind : std::uint8_t { cell, lock, queue };

  struct Object {
    Kind kind = Kind::cell;
    std::string name;
    Value initial = 0;
    /// A cell's value; a lock's holder, or `nobody`.
    Value value = 0;
    /// What is in a queue, from `taken`; and how many were put and taken.
    std::vector<Value> items;
    std::uint32_t taken = 0;

    [[nodiscard]] std::size_t waiting() const noexcept { return items.size() - taken; }
  };
  static constexpr Value nobody = -1;

  /// What a program awaits: an operation that gives a Result.
  template <typename Result>
  struct Asked {
    Operation operation;
  };

  class Thread;
  class Cell;
  class Mutex;
  class Queue;

  Explored() = default;
  Explored(const Explored&) = delete;
  Explored& operator=(const Explored&) = delete;
  Explored(Explored&&) = delete;
  Explored& operator=(Explored&&) = delete;
  ~Explored() { end(); }

  /// Puts everything back to how it was, and starts the threads of `program`, each up to its first
  /// operation. `program` was made on this world.
  void begin(ProgramOn<Explored>& program);
  /// Ends what has not ended. Programs may be destroyed then.
  void end();

  [[nodiscard]] unsigned threads() const noexcept { return threads_; }
  /// The threads that can go on, a bit each: those that have not ended and wait for nothing.
  [[nodiscard]] std::uint32_t enabled() const noexcept;
  /// The threads that have ended, a bit each.
  [[nodiscard]] std::uint32_t ended() const noexcept { return ended_; }
  [[nodiscard]] bool all_ended() const noexcept { return ended_ + 1 == 1U << threads_; }
  /// What `thread`, which has not ended, does next, or waits for.
  [[nodiscard]] const Operation& next(unsigned thread) const noexcept {
    return slots_[thread].next;
  }
  /// Does the next operation of `thread`, which must be enabled.
  void step(unsigned thread);
  /// What the threads returned: all that have ended.
  [[nodiscard]] std::span<const Value> returned() const noexcept {
    return {returned_.data(), threads_};
  }
  [[nodiscard]] const std::vector<Object>& objects() const noexcept { return objects_; }
  /// What the last step of `thread` gave it.
  [[nodiscard]] Value result(unsigned thread) const noexcept { return slots_[thread].result; }
  /// Whether a thread released a lock that it did not hold.
  [[nodiscard]] bool misused() const noexcept { return misused_; }

  /// The state as numbers: two states are equal, that is the same can happen from both, if these
  /// are. Needs `histories`. Replaces what is in `key`.
  void describe(std::vector<std::uint64_t>& key) const;
  /// From now on the threads' pasts are told apart, in `histories`, which outlives this.
  void remember(Histories& histories) noexcept { histories_ = &histories; }

  /// See ProgramOn.
  void checkpoint(unsigned thread, std::int64_t key) {
    if (histories_ != nullptr) slots_[thread].past = histories_->point(thread, key);
  }

  std::uint16_t declare(Kind kind, std::string name, Value initial);
  Frames& frames() noexcept { return frames_; }

 private:
  friend class Thread;

  struct Slot {
    std::coroutine_handle<> frame;
    Operation next;
    Value result = 0;
    Histories::Id past = 0;
  };

  /// What `operation` gives its thread.
  Value perform(unsigned thread, const Operation& operation);
  void note_end(unsigned thread, Value value);

  std::vector<Object> objects_;
  std::array<Slot, most_threads> slots_;
  std::array<Value, most_threads> returned_{};
  unsigned threads_ = 0;
  std::uint32_t ended_ = 0;
  bool misused_ = false;
  Histories* histories_ = nullptr;
  Frames frames_;
};

/// A thread of the program: runs up to its first operation when it is made, and stays suspended
/// before each.
class Explored::Thread {
 public:
  class promise_type {
   public:
    template <typename... Rest>
    explicit promise_type(const ProgramOn<Explored>& program, unsigned thread, Rest&... /*rest*/)
        : world_(program.world()), thread_(thread) {}

    Thread get_return_object() noexcept {
      return Thread(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_value(Value value) { world_.note_end(thread_, value); }
    [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }

    template <typename Result>
    auto await_transform(Asked<Result> asked) noexcept {
      struct Step {
        Slot& slot;
        Operation operation;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> /*frame*/) const noexcept {
          slot.next = operation;
        }
        Result await_resume() const noexcept { return static_cast<Result>(slot.result); }
      };
      return Step{world_.slots_[thread_], asked.operation};
    }

    template <typename... Rest>
    static void* operator new(std::size_t size, const ProgramOn<Explored>& program,
                              unsigned /*thread*/, Rest&... /*rest*/) {
      return program.world().frames().allocate(size);
    }
    // Frames are freed all at once (Frames::clear).
    static void operator delete(void* /*frame*/) noexcept {}

   private:
    Explored& world_;
    unsigned thread_;
  };

  [[nodiscard]] std::coroutine_handle<> frame() const noexcept { return frame_; }

 private:
  explicit Thread(std::coroutine_handle<> frame) noexcept : frame_(frame) {}
  std::coroutine_handle<> frame_;
};

/// What programs await; see ProgramOn.
class Explored::Cell {
 public:
  using Where = std::source_location;

  Cell(Explored& world, std::string name, Value initial)
      : world_(&world), object_(world.declare(Kind::cell, std::move(name), initial)) {}

  [[nodiscard]] auto load(std::memory_order /*order*/ = std::memory_order_relaxed,
                          Where at = Where::current()) const noexcept {
    return ask<Value>(Act::load, at);
  }
  auto store(Value value, std::memory_order /*order*/ = std::memory_order_relaxed,
             Where at = Where::current()) noexcept {
    return ask<Value>(Act::store, at, value);
  }
  auto add(Value value, Where at = Where::current()) noexcept {
    return ask<Value>(Act::add, at, value);
  }
  auto compare_exchange(Value expected, Value value, Where at = Where::current()) noexcept {
    return ask<bool>(Act::compare_exchange, at, value, expected);
  }
  [[nodiscard]] Value now() const noexcept { return world_->objects_[object_].value; }

 private:
  template <typename Result>
  [[nodiscard]] Asked<Result> ask(Act act, const Where& at, Value value = 0,
                                  Value expected = 0) const noexcept {
    return {
        {.act = act, .object = object_, .line = at.line(), .value = value, .expected = expected}};
  }

  Explored* world_;
  std::uint16_t object_;
};

class Explored::Mutex {
 public:
  Mutex(Explored& world, std::string name)
      : object_(world.declare(Kind::lock, std::move(name), nobody)) {}

  auto lock(std::source_location at = std::source_location::current()) noexcept {
    return ask(Act::lock, at);
  }
  auto unlock(std::source_location at = std::source_location::current()) noexcept {
    return ask(Act::unlock, at);
  }

 private:
  [[nodiscard]] Asked<Value> ask(Act act, const std::source_location& at) const noexcept {
    return {{.act = act, .object = object_, .line = at.line()}};
  }

  std::uint16_t object_;
};

class Explored::Queue {
 public:
  Queue(Explored& world, std::string name)
      : object_(world.declare(Kind::queue, std::move(name), 0)) {}

  auto put(Value value, std::source_location at = std::source_location::current()) noexcept {
    return Asked<Value>{{.act = Act::put, .object = object_, .line = at.line(), .value = value}};
  }
  auto take(std::source_location at = std::source_location::current()) noexcept {
    return Asked<Value>{{.act = Act::take, .object = object_, .line = at.line()}};
  }

 private:
  std::uint16_t object_;
};

}  // namespace lanes::sharing
