#include "pool_run.hpp"

#include <utility>

#include "clock.hpp"
#include "fetch.hpp"
#include "scheduling/cpu_tasks.hpp"

namespace lanes::browser {

Uint32Array Pool::control() {
  static_assert(sizeof(RunControl) == 2 * sizeof(std::uint32_t));
  return Uint32Array(emscripten::val(
      emscripten::typed_memory_view(2, reinterpret_cast<std::uint32_t*>(&control_))));
}

std::string Pool::problem(const RunRequest& request) const {
  const auto spec = to_spec(request);
  return spec ? std::string() : spec.error();
}

RunOutcome Pool::run(const RunRequest& request) {
  const BrowserClock clock(request.startMs);
  Run run(*to_spec(request), clock, control_, pool_.size());
  if (run.spec().work->bound == Bound::cpu) {
    run_parallel(run, pool_);
  } else {
    const auto endpoint = to_endpoint(request);
    const auto& spec = run.spec();
    pool_.run(spec.tasks, spec.workers, [&](TaskIndex task, std::uint32_t worker) {
      const auto lane = static_cast<Lane>(worker);
      const auto from = run.start(task, lane);
      TaskEnd end;
      if (!run.cancelled()) end = fetch_blocking(endpoint.url(task, spec.seed + task));
      run.record(task, lane, SpanKind::waiting, from, run.now());
      run.end(task, std::move(end));
    });
  }
  return to_outcome(run.report());
}

}  // namespace lanes::browser
