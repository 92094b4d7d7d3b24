#pragma once

#include "recording/run.hpp"
#include "scheduling/thread_pool.hpp"

namespace lanes {

/// `parallel`: `run_task(task, lane)` for every task of `run`, on as many threads of `pool` as the
/// run has workers, a lane a thread. Blocks its caller until all have ended.
template <typename RunTask>
void run_parallel(const Run& run, ThreadPool& pool, const RunTask& run_task) {
  pool.run(run.spec().tasks, run.spec().workers, [&](TaskIndex task, std::uint32_t worker) {
    run_task(task, static_cast<Lane>(worker));
  });
}

}  // namespace lanes
