#pragma once

#include <functional>
#include <string>

#include "hosts/boundary.hpp"

namespace lanes::browser {

/// Sends the request of a task and blocks until it has ended.
using BlockingRequest = std::function<TaskEnd(TaskIndex task)>;

/// Requests to a server, by synchronous fetches.
BlockingRequest blocking_fetches(const RunRequest& request, const Work& work);

/// Runs one task (CPU work, a file or a request) on the calling thread and does its bookkeeping in
/// `run`: how a thread or a separate worker handles a task. Blocks the thread even while it only
/// waits. `file_url` is that of the task's file (see read_file_blocking).
void run_blocking_task(Run& run, const BlockingRequest& request, TaskIndex task, Lane lane,
                       const std::string& file_url = {});

}  // namespace lanes::browser
