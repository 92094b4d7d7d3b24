#include "worker_run.hpp"

#include <utility>

#include "blocking_task.hpp"
#include "clock.hpp"
#include "stop_word.hpp"

namespace lanes::browser {

TaskOutcome run_task(const RunRequest& request, std::uint32_t task, Pictures& pictures) {
  const BrowserClock clock(request.startMs);
  RunControl control;
  control.asked_to_stop = asked_to_stop;
  // A run of all its tasks of which this thread runs one.
  Run run(*to_spec(request), clock, control, 1);
  run.use(pictures.run());
  const auto started = clock.now();
  run_blocking_task(run, blocking_fetches(request), task, 0);
  const auto ended = clock.now();
  const auto to_ms = [](Moment moment) {
    return std::chrono::duration<double, std::milli>(moment).count();
  };
  auto& end = run.end_of(task);
  return {.outcome = static_cast<std::uint32_t>(end.outcome),
          .text = std::move(end.text),
          .startedMs = to_ms(started),
          .endedMs = to_ms(ended)};
}

void WorkersRun::ToldClock::set(double ms) {
  now_ = std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(ms));
}

WorkersRun::WorkersRun(const RunRequest& request) {
  auto spec = to_spec(request);
  if (spec) {
    run_.emplace(*spec, clock_, control_, spec->workers);
  } else {
    problem_ = std::move(spec).error();
  }
}

void WorkersRun::add(std::uint32_t task, std::uint32_t lane, const TaskOutcome& outcome) {
  const auto kind = run_->spec().work->bound == Bound::cpu ? SpanKind::running : SpanKind::waiting;
  clock_.set(outcome.startedMs);
  const auto from = run_->start(task, static_cast<Lane>(lane));
  clock_.set(outcome.endedMs);
  run_->record(task, static_cast<Lane>(lane), kind, from, clock_.now());
  run_->end(task, {.outcome = static_cast<Outcome>(outcome.outcome), .text = outcome.text});
}

RunOutcome WorkersRun::outcome() { return to_outcome(run_->report()); }

}  // namespace lanes::browser
