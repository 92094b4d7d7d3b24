#include "run/cpu_tasks.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "scheduling/async.hpp"

namespace lanes {

namespace {

/// What came of a turn, and when. No end when there is more to do.
struct Turn {
  std::optional<TaskEnd> end;
  Moment to;
};

/// Advances `job` until it is done, cancelled, or the turn is over. The clock is read once a chunk,
/// which for the smallest tasks is a good part of what they cost.
Turn advance(Run& run, Lane lane, Job& job, const Turns& turns) {
  auto& interruptions = run.interruptions(lane);
  std::optional<TaskEnd> end;
  auto to = run.now();
  do {
    if (run.cancelled()) {
      end = {.outcome = Outcome::cancelled, .text = {}};
    } else {
      if (!job.advance()) end = {.outcome = Outcome::ok, .text = job.digest()};
      const auto from = std::exchange(to, run.now());
      interruptions.add(to - from);
    }
  } while (!end && !turns.over());
  return {.end = std::move(end), .to = to};
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

/// True when the run was cancelled before this task began: its input, which may take long to make,
/// is not made then.
bool ended_before_it_began(Run& run, TaskIndex task, Moment at) {
  if (!run.cancelled()) return false;
  run.end(task, {.outcome = Outcome::cancelled, .text = {}}, at);
  return true;
}

}  // namespace

void run_job(Run& run, TaskIndex task, Lane lane) {
  const auto from = run.start(task, lane);
  if (ended_before_it_began(run, task, from)) return;
  const auto job = make_job(run, task);
  auto [end, to] = advance(run, lane, *job, Turns{});
  run.record(task, lane, SpanKind::running, from, to);
  end_task(run, task, *job, *std::move(end), to);
}

void run_job_under_lock(Run& run, TaskIndex task, Lane lane, FairMutex& lock) {
  auto from = run.start(task, lane);
  if (ended_before_it_began(run, task, from)) return;
  std::unique_ptr<Job> job;
  Turns turns(run.clock(), switch_interval);
  while (true) {
    std::unique_lock holding(lock);
    turns.begin();
    const auto got = run.now();
    run.record(task, lane, SpanKind::blocked, from, got);
    if (!job) job = make_job(run, task);
    auto [end, to] = advance(run, lane, *job, turns);
    run.record(task, lane, SpanKind::running, got, to);
    holding.unlock();
    from = to;
    if (!end) continue;
    end_task(run, task, *job, *std::move(end), to);
    return;
  }
}

// shown: sliced cpu
Async<Done> run_job_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns) {
  auto from = run.start(task, lane);
  if (ended_before_it_began(run, task, from)) co_return Done{};
  const auto job = make_job(run, task);
  while (true) {
    auto [end, to] = advance(run, lane, *job, turns);
    run.record(task, lane, SpanKind::running, from, to);
    if (end) {
      end_task(run, task, *job, *std::move(end), to);
      co_return Done{};
    }
    co_await turns.next();  // here: in flight
    from = run.now();
  }
}
// shown end

}  // namespace lanes
