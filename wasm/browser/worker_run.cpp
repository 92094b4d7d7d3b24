#include "worker_run.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "blocking_task.hpp"
#include "clock.hpp"
#include "stop_word.hpp"

namespace lanes::browser {

namespace {

Moment to_moment(double ms) {
  return std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

TaskOutcome run_task(const RunRequest& request, std::uint32_t task, Pictures& pictures) {
  const BrowserClock clock(request.startMs);
  RunControl control;
  control.asked_to_stop = asked_to_stop;
  // A run of all its tasks of which this thread runs one.
  Run run(*to_spec(request), clock, control, 1);
  run.use(pictures.run());
  run_blocking_task(run, blocking_fetches(request), task, 0);
  auto report = run.report();
  auto& end = report.ends[task];
  std::vector<std::uint8_t> kinds;
  for (const auto kind : report.spans.kind) kinds.push_back(static_cast<std::uint8_t>(kind));
  return {.outcome = static_cast<std::uint32_t>(end.outcome),
          .text = std::move(end.text),
          // Out of the queue; the end of the last span.
          .startedMs = report.spans.end_ms.front(),
          .endedMs = std::ranges::max(report.spans.end_ms),
          .kind = copy_out<Uint8Array>(kinds),
          .spanStartMs = copy_out<Float64Array>(report.spans.start_ms),
          .spanEndMs = copy_out<Float64Array>(report.spans.end_ms)};
}

void WorkersRun::ToldClock::set(double ms) { now_ = to_moment(ms); }

WorkersRun::WorkersRun(const RunRequest& request) {
  auto spec = to_spec(request);
  if (spec) {
    run_.emplace(*spec, clock_, control_, spec->workers);
  } else {
    problem_ = std::move(spec).error();
  }
}

void WorkersRun::add(std::uint32_t task, std::uint32_t lane, const TaskOutcome& outcome) {
  clock_.set(outcome.startedMs);
  run_->start(task, static_cast<Lane>(lane));
  const auto kinds = emscripten::convertJSArrayToNumberVector<std::uint8_t>(outcome.kind);
  const auto starts = emscripten::convertJSArrayToNumberVector<double>(outcome.spanStartMs);
  const auto ends = emscripten::convertJSArrayToNumberVector<double>(outcome.spanEndMs);
  for (std::size_t span = 0; span < kinds.size(); ++span) {
    // The time in the queue was recorded by `start`.
    if (static_cast<SpanKind>(kinds[span]) == SpanKind::queued) continue;
    run_->record(task, static_cast<Lane>(lane), static_cast<SpanKind>(kinds[span]),
                 to_moment(starts[span]), to_moment(ends[span]));
  }
  clock_.set(outcome.endedMs);
  run_->end(task, {.outcome = static_cast<Outcome>(outcome.outcome), .text = outcome.text});
}

RunOutcome WorkersRun::outcome() { return to_outcome(run_->report()); }

}  // namespace lanes::browser
