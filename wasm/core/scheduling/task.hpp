#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "scheduling/async.hpp"

namespace lanes {

/// Index of a task in its run, from 0.
using TaskIndex = std::uint32_t;

enum class Outcome : std::uint8_t { ok = 0, failed = 1, cancelled = 2 };

/// How a task ended. `text` is the digest of a task that is ok, the reason of one that failed.
struct TaskEnd {
  Outcome outcome = Outcome::cancelled;
  std::string text;
};

/// Starts task `index` and gives its end: what a strategy schedules.
using StartTask = std::function<Async<Done>(TaskIndex)>;

}  // namespace lanes
