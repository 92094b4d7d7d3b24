/// What a task of the reader's own may use. It is included in front of every source, whether the
/// source asks for it or not, and compiles in a moment because it includes nothing itself.
///
///     std::uint64_t task(std::uint32_t seed, std::uint32_t size);   // a plain function, or
///     lanes::Task task(lanes::Seed seed, std::uint32_t size);       // a coroutine
///
/// A coroutine may `co_await lanes::get(ms)`, which asks the modelled service, and
/// `co_await lanes::turn()`, which gives the event loop to others. It ends with `co_return answer`.
/// An answer is an integer or text.
///
/// In place of a task: threads that share cells and locks, to have their schedules explored
/// (sharing.hpp).
#pragma once

#ifdef LANES_STANDARD_HEADERS
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#else

// The names that a task without headers needs. The types are those of wasm32.
namespace std {
using int8_t = signed char;
using int16_t = short;
using int32_t = int;
using int64_t = long long;
using uint8_t = unsigned char;
using uint16_t = unsigned short;
using uint32_t = unsigned int;
using uint64_t = unsigned long long;
using size_t = decltype(sizeof 0);
using ptrdiff_t = long;
using intptr_t = long;
using uintptr_t = unsigned long;
using nullptr_t = decltype(nullptr);

template <typename Result, typename... Arguments>
struct coroutine_traits {
  using promise_type = typename Result::promise_type;
};

template <typename Promise = void>
struct coroutine_handle;

template <>
struct coroutine_handle<void> {
  constexpr coroutine_handle() noexcept = default;
  static constexpr coroutine_handle from_address(void* frame) noexcept {
    coroutine_handle handle;
    handle.frame_ = frame;
    return handle;
  }
  constexpr void* address() const noexcept { return frame_; }
  constexpr explicit operator bool() const noexcept { return frame_ != nullptr; }
  bool done() const noexcept { return __builtin_coro_done(frame_); }
  void resume() const { __builtin_coro_resume(frame_); }
  void operator()() const { resume(); }
  void destroy() const { __builtin_coro_destroy(frame_); }

 private:
  void* frame_ = nullptr;
};

template <typename Promise>
struct coroutine_handle {
  static coroutine_handle from_promise(Promise& promise) noexcept {
    coroutine_handle handle;
    handle.frame_ = __builtin_coro_promise(&promise, alignof(Promise), true);
    return handle;
  }
  static constexpr coroutine_handle from_address(void* frame) noexcept {
    coroutine_handle handle;
    handle.frame_ = frame;
    return handle;
  }
  constexpr void* address() const noexcept { return frame_; }
  constexpr operator coroutine_handle<>() const noexcept {
    return coroutine_handle<>::from_address(frame_);
  }

 private:
  void* frame_ = nullptr;
};

struct suspend_always {
  constexpr bool await_ready() const noexcept { return false; }
  constexpr void await_suspend(coroutine_handle<>) const noexcept {}
  constexpr void await_resume() const noexcept {}
};
}  // namespace std

extern "C" {
void* malloc(std::size_t bytes);
void free(void* address);
}
#endif

namespace lanes {

/// Task i of a run gets the run's seed + i.
using Seed = std::uint32_t;

namespace detail {

/// An open task: from lanes_begin until it has been asked for its answer, or lanes_end.
struct Room {
  Room* next;
  std::coroutine_handle<> coroutine;  // null for a plain function
  Seed seed;
  std::uint32_t size;
  std::uint32_t reply;  // to what was asked last: 1 answered, 2 refused or timed out
  std::uint32_t asks;   // 0 ended, 1 a turn, n ≥ 2 an answer that takes n − 2 ms
  char* text;
  std::uint32_t bytes;
  bool read;
};

inline Room* rooms = nullptr;
inline Room* current = nullptr;

__attribute__((import_module("lanes"), import_name("log"))) void host_log(const char* text,
                                                                          std::uint32_t bytes);

/// Says why, and ends the whole run.
template <std::size_t N>
[[noreturn]] void fail(const char (&why)[N]) {
  host_log(why, N - 1);
  __builtin_trap();
}

inline void* allocate(std::size_t bytes) {
  if (void* address = malloc(bytes)) return address;
  fail("The task ran out of memory.");
}

inline std::uint32_t length(const char* text) {
  return static_cast<std::uint32_t>(__builtin_strlen(text));
}

template <typename Text>
concept Chars = requires(const Text& text) {
  static_cast<const char*>(text.data());
  static_cast<std::size_t>(text.size());
};

/// The longest decimal text of 64 bits, with its sign.
struct Decimal {
  char text[20];
  std::uint32_t begin = sizeof text;

  template <typename Integer>
  explicit Decimal(Integer value) {
    bool negative = value < Integer{0};
    auto rest = static_cast<std::uint64_t>(value);
    if (negative) rest = 0 - rest;
    do {
      text[--begin] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (negative) text[--begin] = '-';
  }
};

/// Calls `use(text, bytes)` with the text of a value.
template <typename Value, typename Use>
void as_text(const Value& value, Use use) {
  if constexpr (__is_same(Value, bool)) {
    use(value ? "1" : "0", 1u);
  } else if constexpr (__is_integral(Value)) {
    Decimal decimal{value};
    use(decimal.text + decimal.begin,
        static_cast<std::uint32_t>(sizeof decimal.text - decimal.begin));
  } else if constexpr (Chars<Value>) {
    use(static_cast<const char*>(value.data()), static_cast<std::uint32_t>(value.size()));
  } else if constexpr (requires { static_cast<const char*>(value); }) {
    use(static_cast<const char*>(value), length(static_cast<const char*>(value)));
  } else {
    static_assert(!__is_same(Value, Value),
                  "An answer is an integer or text, and this is neither.");
  }
}

template <typename Value>
void keep_answer(const Value& value) {
  as_text(value, [](const char* text, std::uint32_t bytes) {
    current->text = static_cast<char*>(allocate(bytes + 1));
    __builtin_memcpy(current->text, text, bytes);
    current->bytes = bytes;
  });
}

}  // namespace detail

/// Asks the modelled service for something that takes `ms`, and waits. The await's value is whether
/// the service answered: it refuses when its queue is full, and gives up after its timeout.
struct [[nodiscard("write co_await in front of it")]] get {
  explicit get(std::uint32_t ms) : ms_{ms} {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept { detail::current->asks = ms_ + 2; }
  bool await_resume() const noexcept { return detail::current->reply == 1; }

 private:
  std::uint32_t ms_;
};

/// Gives the event loop to others, when it is their turn. Without it nothing else runs until the
/// task ends.
struct [[nodiscard("write co_await in front of it")]] turn {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept { detail::current->asks = 1; }
  void await_resume() const noexcept {}
};

/// Shows a line beside the result: an integer or text.
template <typename Value>
void log(const Value& value) {
  detail::as_text(value, detail::host_log);
}

/// What a coroutine returns whose name is `task`.
class Task {
 public:
  struct promise_type {
    static void* operator new(std::size_t bytes) { return detail::allocate(bytes); }
    static void operator delete(void* frame) { free(frame); }
    Task get_return_object() {
      return Task{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() { __builtin_trap(); }
    template <typename Value>
    void return_value(const Value& value) {
      detail::keep_answer(value);
    }
    get await_transform(get request) { return request; }
    turn await_transform(turn request) { return request; }
    template <typename Other>
    std::suspend_always await_transform(const Other&) {
      static_assert(!__is_same(Other, Other), "co_await takes lanes::get(ms) or lanes::turn().");
      return {};
    }
  };

  std::coroutine_handle<> coroutine() const { return coroutine_; }

 private:
  explicit Task(std::coroutine_handle<> coroutine) : coroutine_{coroutine} {}
  std::coroutine_handle<> coroutine_;
};

}  // namespace lanes

#include "sharing.hpp"
