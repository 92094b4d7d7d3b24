#pragma once

#include "base/task.hpp"
#include "scheduling/latch.hpp"
#include "scheduling/semaphore.hpp"
#include "scheduling/start_task.hpp"

namespace lanes {

namespace detail {
inline Detached run_with_permit(const StartTask& start, TaskIndex task, Semaphore& permits,
                                Latch& latch) {
  co_await permits.acquire();
  co_await start(task);
  permits.release();
  latch.arrive();
}
}  // namespace detail

/// Concurrent with a budget: never more than `limit` in flight, started in order. `limit` ≥ 1.
inline Async<Done> bounded(TaskIndex count, StartTask start, std::uint32_t limit) {
  Semaphore permits(limit);
  Latch all(count);
  for (TaskIndex task = 0; task < count; ++task) {
    detail::run_with_permit(start, task, permits, all);
  }
  co_await all;
  co_return Done{};
}

}  // namespace lanes
