#pragma once

#include <string>

#include "boundary.hpp"

namespace lanes::browser {

/// Runs one task where it is called, CPU work or a request, and keeps its books in `run`: what a
/// thread or worker of its own does with a task. Blocks its thread, also while it only waits.
/// `file_url` is the task's file's (see read_file_blocking).
void run_blocking_task(Run& run, const DelayEndpoint& endpoint, TaskIndex task, Lane lane,
                       const std::string& file_url = {});

}  // namespace lanes::browser
