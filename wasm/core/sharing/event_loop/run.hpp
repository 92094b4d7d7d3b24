#pragma once

#include "scheduling/async.hpp"
#include "scheduling/executor.hpp"
#include "sharing/sharing.hpp"
#include "sharing/wait_for.hpp"

namespace lanes::sharing {

/// How a program went on one event loop.
struct LoopRun {
  /// Absent after a deadlock.
  std::optional<Value> outcome;
  bool holds = false;
  /// Empty unless it was a deadlock.
  WaitForGraph deadlock;
};

/// Runs a program once, as tasks of one event loop that take turns. The same on every loop that
/// resumes in the order of arrival. `sharing` has a fix that fits. A deadlock ends it too: then no
/// task can go on.
Async<LoopRun> run_on_event_loop(Executor& executor, Sharing sharing);

}  // namespace lanes::sharing
