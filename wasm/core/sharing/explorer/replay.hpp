#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "sharing/explorer/execution.hpp"
#include "sharing/wait_for.hpp"

namespace lanes::sharing {

/// A step as it is shown.
struct StepTaken {
  std::uint32_t thread = 0;
  /// The operation: "store 1 to total".
  std::string what;
  /// What the thread learns from it: "0"; empty if nothing.
  std::string sees;
  /// What it leaves behind: "1", "held by A", "2 in it".
  std::string leaves;
  /// Line of the program's source.
  std::uint32_t line = 0;
};

/// A cell, a lock or a queue, and what it holds before the first step: "100", "free", "0 in it".
struct UsedObject {
  std::string name;
  std::string holds;
};

/// A thread that waits in the end, and the line of the source that it stands at.
struct Stuck {
  WaitFor wait;
  std::uint32_t line = 0;
};

/// A whole execution.
struct Replay {
  std::vector<StepTaken> steps;
  std::uint32_t switches = 0;
  Ending ending = Ending::right;
  /// The program's outcome; 0 if it is a deadlock.
  Value outcome = 0;
  /// How many threads it has.
  std::uint32_t threads = 0;
  /// What the steps use, or threads wait for in the end, in the order of its first use.
  std::vector<UsedObject> objects;
  /// The threads that have not ended: empty unless it is a deadlock.
  std::vector<Stuck> stuck;
};

/// One letter a step: `ABAB`.
std::string text_of(const Schedule& schedule);

/// Runs a schedule step by step. It must be whole, that is lead to where no thread can go on, and
/// each step must be possible; if not, the error says which is not, and why, in a sentence.
std::expected<Replay, std::string> replay(const MakeExplored& make, std::string_view schedule);

/// For each thread the line of its first step; 0 if it takes none.
std::vector<std::uint32_t> first_lines(const MakeExplored& make);

}  // namespace lanes::sharing
