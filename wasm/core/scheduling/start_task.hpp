#pragma once

#include <functional>

#include "base/task.hpp"
#include "scheduling/async.hpp"

namespace lanes {

/// Starts task `index` and returns its outcome: what a strategy schedules.
using StartTask = std::function<Async<Done>(TaskIndex)>;

}  // namespace lanes
