#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "hosts/sharing_boundary.hpp"
#include "sharing/explorer/explorer.hpp"

namespace lanes::browser {

EMSCRIPTEN_DECLARE_VAL_TYPE(StepArray);
EMSCRIPTEN_DECLARE_VAL_TYPE(ObjectArray);

/// A step of a schedule; see sharing::StepTaken.
struct StepShown {
  std::uint32_t thread;
  std::string what;
  std::string sees;
  std::string leaves;
  std::uint32_t line;
};

/// What steps use, and what it holds before the first; see sharing::UsedObject.
struct ObjectShown {
  std::string name;
  std::string holds;
};

/// A schedule that was carried out, or why it cannot be. See sharing::Replay.
struct ReplayOutcome {
  /// A sentence; empty if it was carried out.
  std::string problem;
  StepArray steps{emscripten::val::undefined()};
  std::uint32_t switches;
  std::uint32_t threads;
  /// right, broken, deadlock.
  std::string ending;
  std::int32_t outcome;
  WaitingArray waiting{emscripten::val::undefined()};
  ObjectArray objects{emscripten::val::undefined()};
};

/// See sharing::Exploration. What is absent there is -1 or empty here.
struct ExplorationOutcome {
  std::string verdict;
  std::string bound;
  double switchesCleared;
  double interleavings;
  double failing;
  double deadlocks;
  double explored;
  std::string schedule;
  bool fewest;
};

struct ExplorationNews {
  double executions;
  double states;
};

/// An exploration that JavaScript advances, so that it can be cancelled in between.
class ExplorationRun {
 public:
  /// `preemptions`: the most switches of a schedule, or -1 for any number.
  ExplorationRun(sharing::MakeExplored make, double preemptions);

  /// Works for about `steps` steps, of less than a microsecond each; true when it is done.
  bool advance(double steps);
  [[nodiscard]] ExplorationNews news() const;
  [[nodiscard]] ExplorationOutcome outcome() const;

 private:
  sharing::Explorer explorer_;
};

ReplayOutcome replay_schedule(const sharing::MakeExplored& make, const std::string& schedule);

}  // namespace lanes::browser
