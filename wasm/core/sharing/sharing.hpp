#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lanes::sharing {

/// What a shared cell holds, a queue carries and a thread returns.
using Value = std::int32_t;

/// Threads are named A, B, C … in schedules. A program with the fix `queue` has one thread more
/// than it is asked for: the owner, which comes last.
constexpr unsigned most_threads = 8;

constexpr char thread_name(unsigned thread) { return static_cast<char>('A' + thread); }

/// Small programs in which several threads share state, and step on each other.
enum class Program : std::uint8_t { counter, withdraw, cache, once, locks, philosophers };

/// How a program is mended.
enum class Fix : std::uint8_t {
  none,
  /// One indivisible operation.
  atomic,
  /// A lock around what belongs together.
  mutex,
  /// Optimistic: compare and exchange, and begin again if somebody else was faster.
  cas,
  /// A cell for each thread, added up in the end.
  sharded,
  /// Locks are always taken in the same order.
  ordered,
  /// One thread owns the state; the others send it what they want done.
  queue,
};

/// A program, how it is mended, and how large it is.
struct Sharing {
  Program program = Program::counter;
  Fix fix = Fix::none;
  /// 2–4 where all schedules are explored.
  std::uint32_t threads = 2;
  /// How often each thread does it: 1–3 where all schedules are explored.
  std::uint32_t times = 1;

  friend bool operator==(const Sharing&, const Sharing&) = default;
};

/// The sizes whose schedules are explored.
constexpr std::uint32_t least_threads_explored = 2;
constexpr std::uint32_t most_threads_explored = 4;
constexpr std::uint32_t most_times_explored = 3;

/// The most threads that a price is measured for: one is left for the owner of `queue`.
constexpr std::uint32_t most_threads_priced = most_threads - 1;

/// A fact sheet of a program.
struct ProgramEntry {
  Program program;
  std::string_view name;
  /// What holds in the end if nothing went wrong: a sentence.
  std::string_view invariant;
  /// What its outcome is, in a few words.
  std::string_view outcome;
  /// Its file, below wasm/core/sharing.
  std::string_view file;
  /// The fixes that fit, `none` first.
  std::span<const Fix> fixes;
};

/// All programs, in the order of their declaration.
std::span<const ProgramEntry> programs();
const ProgramEntry& entry_of(Program program);

std::string_view name_of(Fix fix);
std::optional<Program> find_program(std::string_view name);
std::optional<Fix> find_fix(std::string_view name);

/// `sharing`, if its fix fits its program and its size can be explored; else what is wrong, as a
/// sentence.
std::expected<Sharing, std::string> explorable(const Sharing& sharing);

}  // namespace lanes::sharing
