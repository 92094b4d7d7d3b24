#pragma once

#include "run/run.hpp"
#include "scheduling/async.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

/// Runs one task's job on the calling thread until it ends or the run is cancelled: how a pool
/// thread handles a task.
void run_job(Run& run, TaskIndex task, Lane lane);

/// The same on an event loop: yields whenever its turn is over.
Async<Done> run_job_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns);

}  // namespace lanes
