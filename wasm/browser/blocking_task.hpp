#pragma once

#include "boundary.hpp"

namespace lanes::browser {

/// Runs one task where it is called, CPU work or a request, and keeps its books in `run`: what a
/// thread or worker of its own does with a task. Blocks its thread, also while it only waits.
void run_blocking_task(Run& run, const DelayEndpoint& endpoint, TaskIndex task, Lane lane);

}  // namespace lanes::browser
