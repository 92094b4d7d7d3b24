#include "hosts/worker_task.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "hosts/blocking_task.hpp"
#include "io/file_read.hpp"
#include "run/cpu_tasks.hpp"
#include "run/file_task.hpp"

namespace lanes::browser {

namespace {

using namespace std::chrono_literals;

/// A fifth of the time in which a cancelled run must stop; yielding costs a thousandth of a turn.
constexpr Moment turn_length = 20ms;

}  // namespace

WorkerTask::WorkerTask(const RunSpec& spec, const RunRequest& request, std::uint32_t task,
                       Pictures& pictures)
    : request_(request),
      task_(task),
      clock_(request.startMs),
      turns_(turn_, clock_, turn_length),
      // A run of all its tasks, of which this thread runs only one.
      run_(spec, clock_, control_, 1) {
  run_.use(pictures.run());
}

// shown: fleet-work
bool WorkerTask::advance() {
  const auto blocked_since = std::exchange(blocked_since_, std::nullopt);
  if (std::exchange(begun_, true)) {
    if (blocked_since) run_.record(task_, 0, SpanKind::blocked, *blocked_since, run_.now());
    turn_.resume();
  } else {
    run_to_end();
  }
  return !ended_;
}
// shown end

Detached WorkerTask::run_to_end() {
  // The first turn begins now, not when the run did.
  turns_.begin();
  const auto& work = *run_.spec().work;
  if (work.asks == Asks::nobody) {
    co_await run_job_in_turns(run_, task_, 0, turns_);
  } else if (work.asks == Asks::files) {
    co_await run_file_task_in_turns(run_, task_, 0, turns_,
                                    [this](std::uint64_t offset, std::span<std::uint8_t> to) {
                                      return read_file_blocking({}, task_, offset, to);
                                    });
  } else {
    run_blocking_task(run_, blocking_fetches(request_, work), task_, 0);
  }
  ended_ = true;
}

TaskOutcome WorkerTask::outcome() { return to_task_outcome(run_.report(), task_); }

TaskOutcome to_task_outcome(RunReport report, std::uint32_t task) {
  const auto& spans = report.spans;
  std::vector<std::uint8_t> kinds;
  std::vector<double> starts;
  std::vector<double> ends;
  for (std::size_t i = 0; i < spans.kind.size(); ++i) {
    const auto kind = static_cast<std::uint8_t>(spans.kind[i]);
    if (!kinds.empty() && kinds.back() == kind) {
      // Extends the last span: between two turns the thread only processed the worker's own
      // messages.
      ends.back() = spans.end_ms[i];
      continue;
    }
    kinds.push_back(kind);
    starts.push_back(spans.start_ms[i]);
    ends.push_back(spans.end_ms[i]);
  }
  auto& end = report.ends[task];
  return {.outcome = static_cast<std::uint32_t>(end.outcome),
          .text = std::move(end.text),
          // Out of the queue; the end of the last span.
          .startedMs = ends.front(),
          .endedMs = std::ranges::max(ends),
          .computedMs = std::chrono::duration<double, std::milli>(report.computed).count(),
          .lostMs = std::chrono::duration<double, std::milli>(report.lost).count(),
          .kind = copy_out<Uint8Array>(kinds),
          .spanStartMs = copy_out<Float64Array>(starts),
          .spanEndMs = copy_out<Float64Array>(ends)};
}

}  // namespace lanes::browser
