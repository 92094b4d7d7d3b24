#include "hosts/sharing_boundary.hpp"

namespace lanes::browser {

std::expected<sharing::Sharing, std::string> to_sharing(const SharingRequest& request) {
  const auto program = sharing::find_program(request.program);
  if (!program) return std::unexpected("There is no program named " + request.program + ".");
  const auto fix = sharing::find_fix(request.fix);
  if (!fix) return std::unexpected("There is no fix named " + request.fix + ".");
  return sharing::Sharing{
      .program = *program, .fix = *fix, .threads = request.threads, .times = request.times};
}

WaitingEdge to_edge(const sharing::WaitFor& wait, std::uint32_t line) {
  return {.thread = wait.thread,
          .object = wait.object,
          .holder = wait.holder ? static_cast<std::int32_t>(*wait.holder) : -1,
          .line = line};
}

RacesOutcome to_outcome(const sharing::Tally& tally) {
  auto outcomes = emscripten::val::array();
  for (const auto& [outcome, count] : tally.outcomes) {
    outcomes.call<void>("push", OutcomeBar{.outcome = outcome,
                                           .runs = static_cast<double>(count.runs),
                                           .broken = static_cast<double>(count.broken)});
  }
  auto waiting = emscripten::val::array();
  for (const auto& wait : tally.first_deadlock) waiting.call<void>("push", to_edge(wait, 0));
  return {.runs = static_cast<double>(tally.runs),
          .broken = static_cast<double>(tally.broken),
          .deadlocks = static_cast<double>(tally.deadlocks),
          .outcomes = std::move(outcomes).as<OutcomeArray>(),
          .firstDeadlock = std::move(waiting).as<WaitingArray>()};
}

}  // namespace lanes::browser
