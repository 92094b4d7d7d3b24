#pragma once

#include "base/task.hpp"
#include "scheduling/start_task.hpp"

namespace lanes {

// shown: sequential cpu
/// One after another: task i + 1 starts when task i has ended.
inline Async<Done> sequential(TaskIndex count, StartTask start) {
  for (TaskIndex task = 0; task < count; ++task) co_await start(task);  // here: in flight
  co_return Done{};
}
// shown end

}  // namespace lanes
