#pragma once

#include "base/task.hpp"
#include "scheduling/latch.hpp"
#include "scheduling/start_task.hpp"

namespace lanes {

namespace detail {
// shown: concurrent
inline Detached run_then_arrive(const StartTask& start, TaskIndex task, Latch& latch) {
  co_await start(task);  // here: in flight
  latch.arrive();
}
// shown end
}  // namespace detail

// shown: concurrent
/// All started at once, then all awaited: `Promise.all`. A task that never waits runs to its end
/// while it is being started, which is why this does nothing for CPU work.
inline Async<Done> concurrent(TaskIndex count, StartTask start) {
  Latch all(count);
  for (TaskIndex task = 0; task < count; ++task) {
    detail::run_then_arrive(start, task, all);  // here: queued
  }
  co_await all;  // here: all
  co_return Done{};
}
// shown end

}  // namespace lanes
