#pragma once

#include <functional>
#include <string>

#include "hosts/boundary.hpp"

namespace lanes::browser {

/// Sends the request of a task and blocks until it has ended.
using BlockingRequest = std::function<TaskEnd(TaskIndex task)>;

/// Requests to a server, by synchronous fetches.
BlockingRequest blocking_fetches(const RunRequest& request, const Work& work);

/// Runs one task where it is called, CPU work, a file or a request, and keeps its books in `run`:
/// what a thread or worker of its own does with a task. Blocks its thread, also while it only
/// waits. `file_url` is the task's file's (see read_file_blocking).
void run_blocking_task(Run& run, const BlockingRequest& request, TaskIndex task, Lane lane,
                       const std::string& file_url = {});

}  // namespace lanes::browser
