#include "blocking_task.hpp"

#include <utility>

#include "fetch.hpp"
#include "scheduling/cpu_tasks.hpp"

namespace lanes::browser {

BlockingRequest blocking_fetches(const RunRequest& request) {
  return [endpoint = to_endpoint(request), seed = request.seed](TaskIndex task) {
    return fetch_blocking(endpoint.url(task, seed + task));
  };
}

void run_blocking_task(Run& run, const BlockingRequest& request, TaskIndex task, Lane lane) {
  if (run.spec().work->bound == Bound::cpu) {
    run_job(run, task, lane);
    return;
  }
  const auto from = run.start(task, lane);
  TaskEnd end;
  if (!run.cancelled()) end = request(task);
  run.record(task, lane, SpanKind::waiting, from, run.now());
  run.end(task, std::move(end));
}

}  // namespace lanes::browser
