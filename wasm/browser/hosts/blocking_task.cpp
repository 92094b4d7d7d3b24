#include "hosts/blocking_task.hpp"

#include <utility>

#include "io/fetch.hpp"
#include "io/file_read.hpp"
#include "run/cpu_tasks.hpp"
#include "run/file_task.hpp"

namespace lanes::browser {

BlockingRequest blocking_fetches(const RunRequest& request, const Work& work) {
  return [endpoint = to_endpoint(request, work), seed = request.seed](TaskIndex task) {
    return fetch_blocking(endpoint.url(task, seed + task));
  };
}

void run_blocking_task(Run& run, const BlockingRequest& request, TaskIndex task, Lane lane,
                       const std::string& file_url) {
  const auto asks = run.spec().work->asks;
  if (asks == Asks::nobody) {
    run_job(run, task, lane);
    return;
  }
  if (asks == Asks::files) {
    run_file_task(run, task, lane, [&](std::uint64_t offset, std::span<std::uint8_t> to) {
      return read_file_blocking(file_url, task, offset, to);
    });
    return;
  }
  const auto from = run.start(task, lane);
  TaskEnd end;
  if (!run.cancelled()) end = request(task);
  run.record(task, lane, SpanKind::waiting, from, run.now());
  run.end(task, std::move(end));
}

}  // namespace lanes::browser
