#include "sharing/explorer/explorer.hpp"

#include <limits>
#include <utility>

#include "sharing/programs/make.hpp"

namespace lanes::sharing {

namespace {

/// Until then schedules are run by their number of switches before all classes are.
constexpr std::uint32_t few_switches = 1;
constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();
/// About a millisecond.
constexpr std::uint64_t steps_at_once = 4'000;

}  // namespace

Explorer::Explorer(MakeExplored make, ExplorationLimits limits)
    : make_(std::move(make)),
      limits_(limits),
      count_(std::make_unique<ScheduleCount>(make_, limits_.states)),
      bound_(limits_.switches.value_or(few_switches)) {}

bool Explorer::advance(std::uint64_t steps) {
  steps_ += steps;
  bool ended = false;
  switch (phase_) {
    case Phase::counting:
      ended = count_->advance(steps);
      break;
    case Phase::few_switches:
    case Phase::fewest_switches:
      ended = fewest_->advance(bound_, steps);
      break;
    case Phase::all_classes:
      ended = classes_->advance(steps);
      break;
    case Phase::done:
      break;
  }
  if (ended) next_phase();
  return phase_ == Phase::done;
}

void Explorer::next_phase() {
  switch (phase_) {
    case Phase::counting:
      counts_ = count_->counts();
      count_.reset();
      fewest_ = std::make_unique<FewestSwitches>(
          make_, FewestSwitches::Limits{.states = limits_.states, .steps = limits_.steps_each});
      phase_ = Phase::few_switches;
      return;
    case Phase::few_switches:
      if (fewest_->found() || fewest_->exhausted() || limits_.switches) {
        phase_ = Phase::done;
        return;
      }
      classes_ = std::make_unique<Classes>(
          make_, Classes::Limits{.executions = limits_.executions, .steps = limits_.steps_each});
      phase_ = Phase::all_classes;
      return;
    case Phase::all_classes: {
      if (classes_->exhausted()) {
        phase_ = Phase::done;
        return;
      }
      bound_ = any_number;
      if (const auto& found = classes_->found()) {
        Execution execution(make_);
        bound_ = count_switches(execution, *found);
      }
      phase_ = Phase::fewest_switches;
      return;
    }
    case Phase::fewest_switches:
    case Phase::done:
      phase_ = Phase::done;
      return;
  }
}

ExplorationProgress Explorer::progress() const {
  ExplorationProgress progress{.steps = steps_};
  if (count_) progress.states += count_->states();
  if (fewest_) {
    progress.states += fewest_->states();
    progress.executions += fewest_->executions();
  }
  if (classes_) progress.executions += classes_->executions() + classes_->cut();
  return progress;
}

Exploration Explorer::exploration() const {
  Exploration result;
  result.counts = counts_;
  if (classes_) result.explored += classes_->executions();
  const Schedule* found = nullptr;
  if (fewest_) {
    result.explored += fewest_->executions();
    // The bound that is being worked on is cleared only if it was worked through.
    const bool through = !fewest_->limited() && !fewest_->found() && fewest_->idle();
    const auto cleared = fewest_->bound() + (through ? 1 : 0);
    if (cleared > 0 && !fewest_->limited()) result.switches_cleared = cleared - 1;
    if (fewest_->found()) found = &*fewest_->found();
  }
  const bool fewest = found != nullptr && !fewest_->limited();
  if (found == nullptr && classes_ && classes_->found()) found = &*classes_->found();
  if (found != nullptr) {
    result.verdict = Verdict::found;
    const auto text = text_of(*found);
    if (auto replayed = replay(make_, text)) {
      result.shortest = {.schedule = text, .replay = *std::move(replayed), .fewest = fewest};
    }
    return result;
  }
  if ((classes_ && classes_->exhausted()) || (fewest_ && fewest_->exhausted())) {
    result.verdict = Verdict::proved;
    return result;
  }
  result.verdict = Verdict::bounded;
  if (phase_ != Phase::done) {
    result.bound = Bound::cancelled;
  } else {
    result.bound = fewest_->limited() ? Bound::limits : Bound::switches;
  }
  return result;
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::found:
      return "found";
    case Verdict::proved:
      return "proved";
    case Verdict::bounded:
      return "bounded";
  }
  return {};
}

Exploration explore(const MakeExplored& make, const ExplorationLimits& limits,
                    const std::function<bool(const ExplorationProgress&)>& go_on) {
  Explorer explorer(make, limits);
  while (!explorer.advance(steps_at_once)) {
    if (go_on && !go_on(explorer.progress())) break;
  }
  return explorer.exploration();
}

MakeExplored explored_program(const Sharing& sharing) {
  return [sharing](Explored& world) { return make_program(world, sharing); };
}

}  // namespace lanes::sharing
