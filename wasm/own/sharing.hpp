/// A program with shared state of the reader's own, whose schedules are explored: included by
/// lanes.hpp, and as small.
///
///     lanes::Cell total{"total", 0};
///
///     lanes::Thread thread(int number) {  // lanes::threads of them, from 0
///       int seen = co_await total.load();
///       co_await total.store(seen + 1);
///     }
///
///     bool holds(int threads) { return total.now() == threads; }  // in the end
///
/// Threads share cells and locks and nothing else: each runs in an instance of the module of its
/// own, and so does `holds`. What any other variable holds is a thread's own, and as it was in the
/// beginning whenever a schedule begins.
#pragma once

namespace lanes {

/// How many threads there are, and how often each is to do it: as many as were asked for, in
/// `thread` and in `holds`.
inline int threads = 0;
inline int times = 0;

namespace detail {

/// A cell or a lock. The order of this and of `Step` is known to own-threads.ts.
struct Shared {
  std::uint32_t kind;  // Explored::Kind
  std::int32_t value;
  const char* name;
  std::uint32_t name_bytes;
};

/// What a thread does next.
struct Step {
  std::uint32_t act;  // Act
  std::uint32_t object;
  std::uint32_t line;
  std::int32_t value;
  std::int32_t expected;
};

inline constexpr std::uint32_t most_shared = 32;
inline constexpr std::uint32_t ended = 255;

inline Shared shared[most_shared];
inline std::uint32_t shared_count = 0;
inline bool all_declared = false;
inline Step step;
/// What the last step gave its thread.
inline std::int32_t given = 0;
inline std::coroutine_handle<> running;

inline std::uint32_t share(std::uint32_t kind, const char* name, std::int32_t value) {
  if (all_declared) fail("Cells and locks are declared outside of functions.");
  if (shared_count == most_shared) fail("There are at most 32 cells and locks.");
  shared[shared_count] = {kind, value, name, length(name)};
  return shared_count++;
}

/// An operation that gives its thread a Result.
template <typename Result>
struct [[nodiscard("write co_await in front of it")]] Asked {
  Step asked;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept { step = asked; }
  Result await_resume() const noexcept { return static_cast<Result>(given); }
};

}  // namespace detail

/// A number that threads share.
class Cell {
 public:
  explicit Cell(const char* name, int initial = 0) : object_{detail::share(0, name, initial)} {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  detail::Asked<int> load(int line = __builtin_LINE()) const { return ask<int>(0, line); }
  detail::Asked<void> store(int value, int line = __builtin_LINE()) const {
    return ask<void>(1, line, value);
  }
  /// Its value is what was there before.
  detail::Asked<int> add(int value, int line = __builtin_LINE()) const {
    return ask<int>(2, line, value);
  }
  /// Its value is whether it exchanged.
  detail::Asked<bool> compare_exchange(int expected, int value, int line = __builtin_LINE()) const {
    return ask<bool>(3, line, value, expected);
  }
  /// For `holds`: what is in it when no thread moves any more.
  int now() const { return detail::shared[object_].value; }

 private:
  template <typename Result>
  detail::Asked<Result> ask(std::uint32_t act, int line, int value = 0, int expected = 0) const {
    return {{act, object_, static_cast<std::uint32_t>(line), value, expected}};
  }

  std::uint32_t object_;
};

/// A lock, which one thread at a time holds; who locks it again waits for itself.
class Mutex {
 public:
  explicit Mutex(const char* name) : object_{detail::share(1, name, -1)} {}
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  detail::Asked<void> lock(int line = __builtin_LINE()) const { return ask(4, line); }
  detail::Asked<void> unlock(int line = __builtin_LINE()) const { return ask(5, line); }

 private:
  detail::Asked<void> ask(std::uint32_t act, int line) const {
    return {{act, object_, static_cast<std::uint32_t>(line), 0, 0}};
  }

  std::uint32_t object_;
};

/// What a coroutine returns whose name is `thread`.
class Thread {
 public:
  struct promise_type {
    static void* operator new(std::size_t bytes) { return detail::allocate(bytes); }
    static void operator delete(void* frame) { free(frame); }
    Thread get_return_object() {
      return Thread{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() { __builtin_trap(); }
    void return_void() {}
    template <typename Result>
    detail::Asked<Result> await_transform(detail::Asked<Result> asked) {
      return asked;
    }
    template <typename Other>
    std::suspend_always await_transform(const Other&) {
      static_assert(!__is_same(Other, Other),
                    "A thread awaits what it does to a cell or a lock: co_await cell.load().");
      return {};
    }
  };

  std::coroutine_handle<> coroutine() const { return coroutine_; }

 private:
  explicit Thread(std::coroutine_handle<> coroutine) : coroutine_{coroutine} {}
  std::coroutine_handle<> coroutine_;
};

}  // namespace lanes
