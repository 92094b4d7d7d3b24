#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "run/run.hpp"
#include "scheduling/async.hpp"
#include "scheduling/fair_mutex.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

/// Runs one task's job on the calling thread until it ends or the run is cancelled: how a pool
/// thread handles a task.
void run_job(Run& run, TaskIndex task, Lane lane);

/// The longest that a thread holds the one lock at a time: CPython's default switch interval
/// (sys.getswitchinterval).
inline constexpr Moment switch_interval = std::chrono::milliseconds(5);

/// The same on a thread that computes only while it holds `lock`, as all threads of an interpreter
/// with one lock do: after `switch_interval` it lets go of it and gets in line again. Waiting for
/// the lock is recorded as blocked.
void run_job_under_lock(Run& run, TaskIndex task, Lane lane, FairMutex& lock);

/// The same on an event loop: yields whenever its turn is over.
Async<Done> run_job_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns);

}  // namespace lanes
