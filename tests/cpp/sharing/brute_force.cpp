#include "sharing/brute_force.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

using namespace lanes::sharing;

namespace lanes::testing {

namespace {

/// A step that was run.
struct Ran {
  unsigned thread;
  Operation operation;
  /// Which item of its queue, for puts and takes.
  std::size_t item;
};

/// Whether the second, later one must come after the first.
bool ordered(const Ran& first, const Ran& second) {
  if (first.thread == second.thread) return true;
  if (first.operation.object != second.operation.object) return false;
  if (first.operation.act == Act::put && second.operation.act == Act::take) {
    return first.item == second.item;
  }
  return conflicting(first.operation, second.operation);
}

/// The Foata normal form: each thread's steps with their levels, the length of the longest chain of
/// ordered steps up to it. Equal for equivalent schedules only (Cartier & Foata, 1969).
std::string normal_form(const std::vector<Ran>& steps) {
  std::vector<std::uint8_t> levels;
  std::array<std::string, most_threads> forms;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::uint8_t level = 0;
    for (std::size_t j = 0; j < i; ++j) {
      if (ordered(steps[j], steps[i])) level = std::max<std::uint8_t>(level, levels[j] + 1);
    }
    levels.push_back(level);
    const auto& operation = steps[i].operation;
    for (const int part : {static_cast<int>(level), static_cast<int>(operation.act),
                           static_cast<int>(operation.object)}) {
      forms[steps[i].thread] += static_cast<char>(part);
    }
  }
  std::string form;
  for (const auto& thread : forms) form += std::to_string(thread.size()) + thread;
  return form;
}

}  // namespace

std::optional<Truth> brute_force(const MakeExplored& make, std::uint64_t most) {
  Execution execution(make);
  Truth truth;
  Schedule schedule;
  while (true) {
    // Goes on from `schedule`, always with the first thread that can.
    execution.restart();
    std::vector<Ran> steps;
    std::uint32_t switches = 0;
    for (std::size_t i = 0;; ++i) {
      const auto enabled = execution.world().enabled();
      if (enabled == 0) break;
      if (i == schedule.size()) {
        unsigned first = 0;
        while (!contains(enabled, first)) ++first;
        schedule.push_back(static_cast<std::uint8_t>(first));
      }
      const unsigned thread = schedule[i];
      if (i > 0 && thread != schedule[i - 1] && contains(enabled, schedule[i - 1])) ++switches;
      const auto operation = execution.world().next(thread);
      const auto& object = execution.world().objects()[operation.object];
      steps.push_back({.thread = thread,
                       .operation = operation,
                       .item = operation.act == Act::take ? object.taken : object.items.size()});
      execution.step(thread);
    }
    if (++truth.counts.interleavings > most) return std::nullopt;
    const auto ending = execution.ending();
    if (ending == Ending::deadlock) ++truth.counts.deadlocks;
    if (ending != Ending::deadlock) truth.outcomes.insert(execution.outcome());
    if (ending != Ending::right) {
      ++truth.counts.failing;
      truth.least_switches = std::min(truth.least_switches.value_or(switches), switches);
    }
    truth.classes.insert(normal_form(steps));

    // The next schedule: the last step that another, later thread could have taken instead.
    while (!schedule.empty()) {
      unsigned next = schedule.back() + 1U;
      schedule.pop_back();
      execution.restart(schedule);
      const auto enabled = execution.world().enabled();
      while (next < execution.world().threads() && !contains(enabled, next)) ++next;
      if (next >= execution.world().threads()) continue;
      schedule.push_back(static_cast<std::uint8_t>(next));
      break;
    }
    if (schedule.empty()) return truth;
  }
}

}  // namespace lanes::testing
