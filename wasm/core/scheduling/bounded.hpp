#pragma once

#include "base/task.hpp"
#include "scheduling/latch.hpp"
#include "scheduling/semaphore.hpp"
#include "scheduling/start_task.hpp"

namespace lanes {

namespace detail {
// shown: bounded
inline Detached run_with_permit(const StartTask& start, TaskIndex task, Semaphore& permits,
                                Latch& latch) {
  co_await permits.acquire();  // here: queued
  co_await start(task);        // here: in flight
  permits.release();
  latch.arrive();
}
// shown end
}  // namespace detail

// shown: bounded
/// Concurrent with a budget: never more than `limit` in flight, started in order. `limit` ≥ 1.
inline Async<Done> bounded(TaskIndex count, StartTask start, std::uint32_t limit) {
  Semaphore permits(limit);
  Latch all(count);
  for (TaskIndex task = 0; task < count; ++task) {
    detail::run_with_permit(start, task, permits, all);
  }
  co_await all;  // here: all
  co_return Done{};
}
// shown end

}  // namespace lanes
