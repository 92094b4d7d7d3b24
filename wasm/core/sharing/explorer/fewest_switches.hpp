#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sharing/explorer/execution.hpp"

namespace lanes::sharing {

/// Looks for a schedule that fails, first among those without a switch, then among those with one,
/// and so on: the first found has the fewest. Iterative context bounding with a table of states
/// (Musuvathi & Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
/// Programs", PLDI 2007, algorithm 1): no thread takes its turn twice in the same state.
class FewestSwitches {
 public:
  struct Limits {
    std::size_t states;
    /// Steps of one execution.
    std::size_t steps;
  };

  FewestSwitches(const MakeExplored& make, Limits limits);

  /// Works for about `steps` steps; true when a schedule was found, or none with at most `bound`
  /// switches fails, or a limit was reached. Can go on with a higher bound.
  bool advance(std::uint32_t bound, std::uint64_t steps);

  /// The first schedule that fails.
  [[nodiscard]] const std::optional<Schedule>& found() const noexcept { return found_; }
  /// No schedule is left out: all states were visited.
  [[nodiscard]] bool exhausted() const noexcept {
    return idle() && !limited_ && !found_ && later_.empty();
  }
  /// Something was left out because a limit was reached.
  [[nodiscard]] bool limited() const noexcept { return limited_; }
  /// No turn with at most bound() switches is left to be taken.
  [[nodiscard]] bool idle() const noexcept { return begun_ && !running_ && now_.empty(); }
  /// No schedule with fewer switches than this fails, unless it is limited.
  [[nodiscard]] std::uint32_t bound() const noexcept { return bound_; }
  /// Executions that were run to their end.
  [[nodiscard]] std::uint64_t executions() const noexcept { return executions_; }
  [[nodiscard]] std::size_t states() const noexcept { return visited_.size(); }

 private:
  /// A turn that is still to be taken: `schedule`, whose last step has not been taken before.
  using Turn = Schedule;

  /// Whether `thread` has not had its turn in the state that `key_` describes.
  bool fresh(unsigned thread);
  void take_step(unsigned thread);
  /// Begins the next turn that is left; false if there is none with at most `bound` switches.
  bool take_turn(std::uint32_t bound);
  /// Goes on with the thread that had the last turn, if it can.
  void go_on();
  /// Notes that each of `threads` may be next after `schedule_`.
  void leave_turns(std::vector<Turn>& turns, std::uint32_t threads);
  void finish();

  Histories histories_;
  Execution execution_;
  Limits limits_;
  std::vector<std::uint64_t> key_;
  Rows visited_{0};
  std::vector<Turn> now_;
  std::vector<Turn> later_;
  Schedule schedule_;
  std::uint32_t bound_ = 0;
  bool begun_ = false;
  bool running_ = false;
  bool limited_ = false;
  std::uint64_t executions_ = 0;
  std::optional<Schedule> found_;
};

}  // namespace lanes::sharing
