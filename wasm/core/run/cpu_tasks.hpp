#pragma once

#include "run/run.hpp"
#include "scheduling/async.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

/// Runs one task's job where it is called, to its end or to the run's cancellation: what a thread
/// of the pool does with a task.
void run_job(Run& run, TaskIndex task, Lane lane);

/// The same on an event loop: gives up the turn whenever it is over.
Async<Done> run_job_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns);

}  // namespace lanes
