#include "run/cpu_tasks.hpp"

#include <optional>
#include <utility>

#include "scheduling/async.hpp"

namespace lanes {

namespace {

/// Advances `job` until it is done, cancelled, or the turn is over. Empty when there is more to do.
std::optional<TaskEnd> advance(Run& run, Lane lane, Job& job, const Turns& turns, Moment from) {
  auto& interruptions = run.interruptions(lane);
  do {
    if (run.cancelled()) return TaskEnd{.outcome = Outcome::cancelled, .text = {}};
    const auto more = job.advance();
    const auto to = run.now();
    interruptions.add(to - std::exchange(from, to));
    if (!more) return TaskEnd{.outcome = Outcome::ok, .text = job.digest()};
  } while (!turns.over());
  return std::nullopt;
}

std::unique_ptr<Job> make_job(const Run& run, TaskIndex task) {
  const auto& spec = run.spec();
  const auto* pictures = spec.pictures;
  return spec.work->make(
      {.seed = spec.seed + task,
       .size = spec.size,
       .task = task,
       .tasks = spec.tasks,
       .picture = pictures != nullptr && pictures->input ? &*pictures->input : nullptr});
}

/// Ends a task, then takes its output, which is part of no task's time.
void end_task(Run& run, TaskIndex task, Job& job, TaskEnd end, Moment at) {
  const auto ok = end.outcome == Outcome::ok;
  run.end(task, std::move(end), at);
  auto* pictures = run.spec().pictures;
  if (!ok || pictures == nullptr || !pictures->watched) return;
  if (auto output = job.output()) pictures->outputs.put(task, *std::move(output));
}

}  // namespace

void run_job(Run& run, TaskIndex task, Lane lane) {
  const auto from = run.start(task, lane);
  const auto job = make_job(run, task);
  auto end = advance(run, lane, *job, Turns{}, run.now());
  const auto to = run.now();
  run.record(task, lane, SpanKind::running, from, to);
  end_task(run, task, *job, *std::move(end), to);
}

Async<Done> run_job_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns) {
  auto from = run.start(task, lane);
  const auto job = make_job(run, task);
  while (true) {
    auto end = advance(run, lane, *job, turns, run.now());
    const auto to = run.now();
    run.record(task, lane, SpanKind::running, from, to);
    if (end) {
      end_task(run, task, *job, *std::move(end), to);
      co_return Done{};
    }
    co_await turns.next();
    from = run.now();
  }
}

}  // namespace lanes
