#include "pool_run.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include "blocking_task.hpp"
#include "clock.hpp"
#include "downstream/answers.hpp"
#include "downstream/blocking_downstream.hpp"
#include "downstream_spec.hpp"
#include "out_of_memory.hpp"
#include "scheduling/parallel.hpp"

namespace lanes::browser {

namespace {

/// Requests to a model in the memory that the threads share.
BlockingRequest calls_to(BlockingDownstream& model, const RunRequest& request, const Run& run) {
  const auto spec = downstream_of(request.work, request.pool, request.queue, request.timeoutMs);
  return [&model, &run, spec, endpoint = to_endpoint(request),
          rows = request.work == "query"](TaskIndex task) -> TaskEnd {
    const auto seed = run.spec().seed + task;
    const auto ms = endpoint.service_ms(seed);
    const auto how = model.call(std::chrono::milliseconds(ms), [&run] { return run.cancelled(); });
    if (!how) return {};
    return end_of(*how, spec, rows ? row_of(seed) : delay_body(ms));
  };
}

}  // namespace

Uint32Array Pool::control() {
  static_assert(offsetof(RunControl, cancelled) == 0 &&
                offsetof(RunControl, ended) == sizeof(std::uint32_t));
  return Uint32Array(emscripten::val(
      emscripten::typed_memory_view(2, reinterpret_cast<std::uint32_t*>(&control_))));
}

Uint32Array Pool::trouble() const {
  return Uint32Array(emscripten::val(
      emscripten::typed_memory_view(1, reinterpret_cast<std::uint32_t*>(&out_of_memory()))));
}

std::string Pool::problem(const RunRequest& request) const {
  const auto spec = to_spec(request);
  return spec ? std::string() : spec.error();
}

RunOutcome Pool::run(const RunRequest& request) {
  const BrowserClock clock(request.startMs);
  Run run(*to_spec(request), clock, control_, pool_.size());
  if (pictures_ != nullptr) run.use(*pictures_);
  std::optional<BlockingDownstream> model;
  if (request.modelled) {
    model.emplace(downstream_of(request.work, request.pool, request.queue, request.timeoutMs),
                  clock);
  }
  const auto ask = model ? calls_to(*model, request, run) : blocking_fetches(request);
  run_parallel(run, pool_, [&](TaskIndex task, Lane lane) {
    run_blocking_task(run, ask, task, lane,
                      task < file_urls_.size() ? file_urls_[task] : std::string());
  });
  return to_outcome(run.report());
}

}  // namespace lanes::browser
