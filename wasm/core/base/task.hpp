#pragma once

#include <cstdint>
#include <string>

namespace lanes {

/// Index of a task in its run, from 0.
using TaskIndex = std::uint32_t;

/// A row of the timeline: one thread, or one slot of I/O in flight.
using Lane = std::uint16_t;

enum class Outcome : std::uint8_t { ok = 0, failed = 1, cancelled = 2 };

/// How a task ended. `text` is the digest of a task that is ok, the reason of one that failed.
struct TaskEnd {
  Outcome outcome = Outcome::cancelled;
  std::string text;
};

}  // namespace lanes
