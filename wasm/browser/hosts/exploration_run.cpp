#include "hosts/exploration_run.hpp"

#include <string_view>
#include <utility>

namespace lanes::browser {

namespace {

using sharing::Bound;
using sharing::Ending;

std::string_view name_of(Bound bound) {
  switch (bound) {
    case Bound::none:
      return "none";
    case Bound::switches:
      return "preemptions";
    case Bound::limits:
      return "limits";
    case Bound::cancelled:
      return "cancelled";
  }
  return {};
}

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::right:
      return "right";
    case Ending::broken:
      return "broken";
    case Ending::deadlock:
      return "deadlock";
  }
  return {};
}

sharing::ExplorationLimits limits_of(double preemptions) {
  sharing::ExplorationLimits limits;
  if (preemptions >= 0) limits.switches = static_cast<std::uint32_t>(preemptions);
  return limits;
}

}  // namespace

ExplorationRun::ExplorationRun(sharing::MakeExplored make, double preemptions)
    : explorer_(std::move(make), limits_of(preemptions)) {}

bool ExplorationRun::advance(double steps) {
  return explorer_.advance(static_cast<std::uint64_t>(steps));
}

ExplorationNews ExplorationRun::news() const {
  const auto progress = explorer_.progress();
  return {.executions = static_cast<double>(progress.executions),
          .states = static_cast<double>(progress.states)};
}

ExplorationOutcome ExplorationRun::outcome() const {
  const auto found = explorer_.exploration();
  const bool proved = found.verdict == sharing::Verdict::proved;
  const auto count = [&](std::uint64_t sharing::ScheduleCounts::* which) -> double {
    if (!found.counts) return -1;
    const auto number = (*found.counts).*which;
    return number > sharing::ScheduleCount::most ? -1 : static_cast<double>(number);
  };
  return {
      .verdict = std::string(name_of(found.verdict)),
      .bound = std::string(name_of(found.bound)),
      .switchesCleared = found.switches_cleared ? static_cast<double>(*found.switches_cleared) : -1,
      .interleavings = count(&sharing::ScheduleCounts::interleavings),
      .failing = proved ? 0 : count(&sharing::ScheduleCounts::failing),
      .deadlocks = proved ? 0 : count(&sharing::ScheduleCounts::deadlocks),
      .explored = static_cast<double>(found.explored),
      .schedule = found.shortest ? found.shortest->schedule : std::string(),
      .fewest = found.shortest && found.shortest->fewest};
}

ReplayOutcome replay_schedule(const sharing::MakeExplored& make, const std::string& schedule) {
  auto steps = emscripten::val::array();
  auto waiting = emscripten::val::array();
  auto objects = emscripten::val::array();
  ReplayOutcome outcome{};
  if (auto replay = sharing::replay(make, schedule)) {
    for (auto& step : replay->steps) {
      steps.call<void>("push", StepShown{.thread = step.thread,
                                         .what = std::move(step.what),
                                         .sees = std::move(step.sees),
                                         .leaves = std::move(step.leaves),
                                         .line = step.line});
    }
    for (const auto& stuck : replay->stuck) {
      waiting.call<void>("push", to_edge(stuck.wait, stuck.line));
    }
    for (auto& [name, holds] : replay->objects) {
      objects.call<void>("push", ObjectShown{.name = std::move(name), .holds = std::move(holds)});
    }
    outcome.switches = replay->switches;
    outcome.threads = replay->threads;
    outcome.ending = name_of(replay->ending);
    outcome.outcome = replay->outcome;
  } else {
    outcome.problem = std::move(replay).error();
  }
  outcome.steps = std::move(steps).as<StepArray>();
  outcome.waiting = std::move(waiting).as<WaitingArray>();
  outcome.objects = std::move(objects).as<ObjectArray>();
  return outcome;
}

}  // namespace lanes::browser
