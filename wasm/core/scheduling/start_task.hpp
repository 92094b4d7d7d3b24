#pragma once

#include <functional>

#include "base/task.hpp"
#include "scheduling/async.hpp"

namespace lanes {

/// Starts task `index` and gives its end: what a strategy schedules.
using StartTask = std::function<Async<Done>(TaskIndex)>;

}  // namespace lanes
