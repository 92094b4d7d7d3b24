#pragma once

#include <cstdint>

#include "base/task.hpp"
#include "scheduling/thread_pool.hpp"

namespace lanes {

// shown: parallel threads
/// `parallel`: `run_task(task, lane)` for each of `tasks` tasks, on at most `workers` threads of
/// `pool`, one lane per thread. Blocks its caller until all have ended.
template <typename RunTask>
void run_parallel(TaskIndex tasks, std::uint32_t workers, ThreadPool& pool,
                  const RunTask& run_task) {
  pool.run(tasks, workers, [&](TaskIndex task, std::uint32_t worker) {
    run_task(task, static_cast<Lane>(worker));
  });
}
// shown end

}  // namespace lanes
