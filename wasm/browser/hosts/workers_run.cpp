#include "hosts/workers_run.hpp"

#include <utility>

namespace lanes::browser {

namespace {

Moment to_moment(double ms) {
  return std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

void WorkersRun::ToldClock::set(double ms) { now_ = to_moment(ms); }

void WorkersRun::add(std::uint32_t task, std::uint32_t lane, const TaskOutcome& outcome) {
  clock_.set(outcome.startedMs);
  run_.start(task, static_cast<Lane>(lane));
  const auto kinds = emscripten::convertJSArrayToNumberVector<std::uint8_t>(outcome.kind);
  const auto starts = emscripten::convertJSArrayToNumberVector<double>(outcome.spanStartMs);
  const auto ends = emscripten::convertJSArrayToNumberVector<double>(outcome.spanEndMs);
  for (std::size_t span = 0; span < kinds.size(); ++span) {
    // The time in the queue was recorded by `start`.
    if (static_cast<SpanKind>(kinds[span]) == SpanKind::queued) continue;
    run_.record(task, static_cast<Lane>(lane), static_cast<SpanKind>(kinds[span]),
                to_moment(starts[span]), to_moment(ends[span]));
  }
  run_.interruptions(static_cast<Lane>(lane))
      .add(to_moment(outcome.computedMs), to_moment(outcome.lostMs));
  clock_.set(outcome.endedMs);
  run_.end(task, {.outcome = static_cast<Outcome>(outcome.outcome), .text = outcome.text});
}

RunOutcome WorkersRun::outcome() { return to_outcome(run_.report()); }

}  // namespace lanes::browser
