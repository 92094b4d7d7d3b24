#pragma once

#include <atomic>
#include <span>

#include "sharing/sharing.hpp"

namespace lanes::sharing {

/// A program on a world `W`. A world is what takes the place of the machine: its cells, locks and
/// queues, and how its threads move. There are three: Threads, EventLoop and Explored. A program is
/// written once, as a template; each of its threads is a coroutine that is a member function with
/// the number of the thread as its only parameter:
///
///     typename W::Thread increment(unsigned thread) {
///       const Value seen = co_await total_.load();
///       co_await total_.store(seen + 1);
///       co_return 0;
///     }
///
/// A world has
/// - `Cell(world, name, initial)`: `load()`, `store(v)`, `add(v)` (what was there before),
///   `compare_exchange(expected, v)` (whether it exchanged), and `now()`, which is no step and is
///   for the end, when no thread moves any more. Loads and stores are relaxed unless told
///   otherwise; the explorer takes all as sequentially consistent.
/// - `Mutex(world, name)`: `lock()`, `unlock()`.
/// - `Queue(world, name)`: `put(v)`, `take()` (waits for one). First in, first out, unbounded.
/// - `checkpoint(thread, key)`, no step: from here on, `key` determines what the thread does with
///   what it will see; what it saw before no longer matters. It lets the explorer tell that states
///   are equal, and is optional; two points with equal keys must be the same point.
template <typename W>
class ProgramOn {
 public:
  using Thread = typename W::Thread;

  explicit ProgramOn(W& world) noexcept : world_(&world) {}
  ProgramOn(const ProgramOn&) = delete;
  ProgramOn& operator=(const ProgramOn&) = delete;
  ProgramOn(ProgramOn&&) = delete;
  ProgramOn& operator=(ProgramOn&&) = delete;
  virtual ~ProgramOn() = default;

  /// How many threads it has, at most most_threads.
  [[nodiscard]] virtual unsigned threads() const = 0;
  /// Begins thread `thread`, from 0.
  virtual Thread start(unsigned thread) = 0;
  /// The result, after all threads have ended and returned `returned`: what a histogram counts.
  [[nodiscard]] virtual Value outcome(std::span<const Value> returned) const = 0;
  /// Whether the invariant holds, after all threads have ended.
  [[nodiscard]] virtual bool holds(std::span<const Value> returned) const = 0;

  [[nodiscard]] W& world() const noexcept { return *world_; }

 private:
  W* world_;
};

}  // namespace lanes::sharing
