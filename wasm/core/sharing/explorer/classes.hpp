#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sharing/explorer/execution.hpp"

namespace lanes::sharing {

/// Runs one schedule of each class of equivalent ones: two are equivalent if one becomes the other
/// by swapping neighbouring steps that do not conflict (Mazurkiewicz, 1977), and then both end
/// alike.
///
/// Stateless model checking with dynamic partial-order reduction (Flanagan & Godefroid, POPL 2005)
/// by source sets and sleep sets: Abdulla, Aronis, Jonsson & Sagonas, "Optimal Dynamic Partial
/// Order Reduction", POPL 2014, algorithm 1 (Source-DPOR). Sleep sets see to it that no two
/// executions that reach their end are equivalent; some may be cut short because all they could do
/// is asleep.
///
/// Locks and queues make threads wait, which that algorithm leaves open. Here two `lock`s of one
/// lock race, and two `take`s of one queue; that a lock is released before it is taken, and an item
/// put before it is taken, is order but no race, as it cannot be reversed. Threads that wait when
/// nobody can go on race with what they wait for.
class Classes {
 public:
  struct Limits {
    std::uint64_t executions;
    /// Steps of one execution.
    std::size_t steps;
  };

  /// Called at the end of each execution.
  using OnEnd = std::function<void(const Execution&)>;

  Classes(const MakeExplored& make, Limits limits, bool stop_at_failure = true, OnEnd on_end = {});

  /// Works for about `steps` steps; true when there is nothing left to do.
  bool advance(std::uint64_t steps);

  /// Every class was run.
  [[nodiscard]] bool exhausted() const noexcept { return done_ && !limited_ && !stopped_; }
  /// Something was left out because a limit was reached.
  [[nodiscard]] bool limited() const noexcept { return limited_; }
  /// The first schedule that failed.
  [[nodiscard]] const std::optional<Schedule>& found() const noexcept { return found_; }
  /// Executions that were run to their end, of these those that failed and those that deadlocked,
  /// and executions that were cut short.
  [[nodiscard]] std::uint64_t executions() const noexcept { return executions_; }
  [[nodiscard]] std::uint64_t failing() const noexcept { return failing_; }
  [[nodiscard]] std::uint64_t deadlocks() const noexcept { return deadlocks_; }
  [[nodiscard]] std::uint64_t cut() const noexcept { return cut_; }

 private:
  /// How many steps of each thread happened before, or are, the one that the clock belongs to
  /// (Mattern, "Virtual Time and Global States of Distributed Systems", 1989).
  using Clock = std::array<std::uint16_t, most_threads>;

  /// A state on the current way, and the step taken from it.
  struct Node {
    Operation operation{};
    Clock clock{};
    std::uint8_t thread = 0;
    /// Which item of its queue was put or taken, from 0.
    std::uint32_t ordinal = 0;
    /// Threads to run from here, those that were among them, and those that need not be.
    std::uint8_t backtrack = 0;
    std::uint8_t sleep = 0;
  };

  void descend();
  void step(unsigned thread);
  /// The clock of the next step of `thread`, after each race with an earlier step was noted.
  Clock meet(unsigned thread, const Operation& operation, std::uint32_t ordinal);
  /// Sees to it that the schedules in which `operation` comes before the step `rival` are run.
  /// `before` is what happens before `operation` then.
  void reverse(std::size_t rival, unsigned thread, const Clock& before);
  void end_execution(std::uint32_t enabled);
  /// Goes back to the last state with a thread left to run; false if there is none.
  bool backtrack();

  Execution execution_;
  Limits limits_;
  bool stop_at_failure_;
  OnEnd on_end_;
  std::vector<Node> way_;
  /// The threads' last clocks.
  std::array<Clock, most_threads> clocks_{};
  Schedule schedule_;
  std::uint8_t sleep_ = 0;
  bool forward_ = true;
  bool done_ = false;
  bool stopped_ = false;
  bool limited_ = false;
  std::uint64_t executions_ = 0;
  std::uint64_t failing_ = 0;
  std::uint64_t deadlocks_ = 0;
  std::uint64_t cut_ = 0;
  std::optional<Schedule> found_;
};

}  // namespace lanes::sharing
