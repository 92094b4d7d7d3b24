#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "sharing/explorer/classes.hpp"
#include "sharing/explorer/fewest_switches.hpp"
#include "sharing/explorer/replay.hpp"
#include "sharing/explorer/schedule_count.hpp"

namespace lanes::sharing {

/// What an exploration may say.
enum class Verdict : std::uint8_t {
  /// A schedule fails: here it is.
  found,
  /// No schedule fails: all were run, or one of each class of equivalent ones.
  proved,
  /// None of those that were run fails. Others were not run.
  bounded,
};

/// As programs and files write it.
std::string_view name_of(Verdict verdict);

/// What bounded an exploration.
enum class Bound : std::uint8_t { none, switches, limits, cancelled };

/// The first failing schedule found.
struct Failure {
  std::string schedule;
  Replay replay;
  /// Whether no schedule with fewer switches fails.
  bool fewest = false;
};

struct Exploration {
  Verdict verdict = Verdict::bounded;
  Bound bound = Bound::none;
  /// No schedule with at most so many switches fails: absent if that is not known of any number.
  std::optional<std::uint32_t> switches_cleared;
  /// Absent if there are too many states to count them within the limits: then it is unknown how
  /// many fail and how many deadlock. Where none fails, that much is known all the same.
  std::optional<ScheduleCounts> counts;
  /// Executions that were run to their end.
  std::uint64_t explored = 0;
  std::optional<Failure> shortest;
};

/// What an exploration may use. All are numbers of things, not times, so that the result is the
/// same everywhere; who has less time cancels.
struct ExplorationLimits {
  /// Only schedules with at most so many switches are run.
  std::optional<std::uint32_t> switches = std::nullopt;
  /// Executions of one class each. If there are more, states are told apart instead.
  std::uint64_t executions = 300'000;
  /// An execution with more steps is not followed further.
  std::size_t steps_each = 2'000;
  /// States of each table: about 150 bytes each.
  std::size_t states = 400'000;
};

struct ExplorationProgress {
  std::uint64_t steps = 0;
  std::uint64_t executions = 0;
  std::uint64_t states = 0;
};

/// Runs every schedule of a program, up to equivalence. First it counts the schedules, then runs
/// those with at most one switch, which is what most failures need; then one of each class. If one
/// of these fails, it goes on with two switches and more until the first that fails; if there are
/// too many classes, with any number.
///
/// Resumable: it does as many steps as it is told, of less than a microsecond each.
class Explorer {
 public:
  explicit Explorer(MakeExplored make, ExplorationLimits limits = {});

  /// Works for about `steps` steps; true when it is done.
  bool advance(std::uint64_t steps);
  [[nodiscard]] ExplorationProgress progress() const;
  /// What is known. Before it is done: bounded, as it was cancelled.
  [[nodiscard]] Exploration exploration() const;

 private:
  enum class Phase : std::uint8_t { counting, few_switches, all_classes, fewest_switches, done };

  void next_phase();

  MakeExplored make_;
  ExplorationLimits limits_;
  Phase phase_ = Phase::counting;
  std::optional<ScheduleCounts> counts_;
  // Each lives while it is needed.
  std::unique_ptr<ScheduleCount> count_;
  std::unique_ptr<FewestSwitches> fewest_;
  std::unique_ptr<Classes> classes_;
  std::uint32_t bound_;
  std::uint64_t steps_ = 0;
};

/// Explores until done, or until `go_on` returns false: it is asked about every millisecond.
Exploration explore(const MakeExplored& make, const ExplorationLimits& limits = {},
                    const std::function<bool(const ExplorationProgress&)>& go_on = {});

/// How to make a program of ours; `sharing` is explorable.
MakeExplored explored_program(const Sharing& sharing);

}  // namespace lanes::sharing
