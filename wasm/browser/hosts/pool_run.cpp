#include "hosts/pool_run.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include "downstream/answers.hpp"
#include "downstream/blocking_downstream.hpp"
#include "hosts/blocking_task.hpp"
#include "platform/clock.hpp"
#include "platform/out_of_memory.hpp"
#include "run/cpu_tasks.hpp"
#include "scheduling/parallel.hpp"

namespace lanes::browser {

namespace {

/// Requests to a model in the memory that the threads share.
BlockingRequest calls_to(BlockingDownstream& model, const RunRequest& request, const Run& run) {
  const auto& work = *run.spec().work;
  return [&model, &run, spec = to_downstream(request, work),
          endpoint = to_endpoint(request, work)](TaskIndex task) -> TaskEnd {
    const auto seed = run.spec().seed + task;
    const auto ms = endpoint.service_ms(seed);
    const auto how = model.call(std::chrono::milliseconds(ms), [&run] { return run.cancelled(); });
    if (!how) return {};
    return end_of(*how, spec, endpoint.database ? row_of(seed) : delay_body(ms));
  };
}

}  // namespace

Uint32Array Pool::control() {
  static_assert(offsetof(RunControl, cancelled) == 0 &&
                offsetof(RunControl, ended) == sizeof(std::uint32_t) &&
                offsetof(RunControl, started) == 2 * sizeof(std::uint32_t));
  return Uint32Array(emscripten::val(
      emscripten::typed_memory_view(3, reinterpret_cast<std::uint32_t*>(&control_))));
}

Uint32Array Pool::trouble() const {
  return Uint32Array(emscripten::val(
      emscripten::typed_memory_view(1, reinterpret_cast<std::uint32_t*>(&out_of_memory()))));
}

RunOutcome Pool::run(const RunSpec& spec, const RunRequest& request) {
  const BrowserClock clock(request.startMs);
  Run run(spec, clock, control_, pool_.size());
  if (pictures_ != nullptr) run.use(*pictures_);
  std::optional<BlockingDownstream> model;
  if (request.modelled) {
    model.emplace(to_downstream(request, *spec.work), clock);
  }
  const auto ask = model ? calls_to(*model, request, run) : blocking_fetches(request, *spec.work);
  const auto one_lock = one_lock_ && run.spec().work->asks == Asks::nobody;
  run_parallel(run.spec().tasks, run.spec().workers, pool_, [&](TaskIndex task, Lane lane) {
    if (one_lock) {
      run_job_under_lock(run, task, lane, lock_);
      return;
    }
    run_blocking_task(run, ask, task, lane,
                      task < file_urls_.size() ? file_urls_[task] : std::string());
  });
  return to_outcome(run.report());
}

}  // namespace lanes::browser
