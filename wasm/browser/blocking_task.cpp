#include "blocking_task.hpp"

#include <utility>

#include "fetch.hpp"
#include "scheduling/cpu_tasks.hpp"

namespace lanes::browser {

void run_blocking_task(Run& run, const DelayEndpoint& endpoint, TaskIndex task, Lane lane) {
  if (run.spec().work->bound == Bound::cpu) {
    run_job(run, task, lane);
    return;
  }
  const auto from = run.start(task, lane);
  TaskEnd end;
  if (!run.cancelled()) end = fetch_blocking(endpoint.url(task, run.spec().seed + task));
  run.record(task, lane, SpanKind::waiting, from, run.now());
  run.end(task, std::move(end));
}

}  // namespace lanes::browser
