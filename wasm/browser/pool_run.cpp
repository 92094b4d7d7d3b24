#include "pool_run.hpp"

#include <cstddef>
#include <utility>

#include "blocking_task.hpp"
#include "clock.hpp"
#include "out_of_memory.hpp"

namespace lanes::browser {

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
  const auto endpoint = to_endpoint(request);
  pool_.run(run.spec().tasks, run.spec().workers, [&](TaskIndex task, std::uint32_t worker) {
    run_blocking_task(run, endpoint, task, static_cast<Lane>(worker),
                      task < file_urls_.size() ? file_urls_[task] : std::string());
  });
  return to_outcome(run.report());
}

}  // namespace lanes::browser
