#pragma once

#include <cstdint>
#include <functional>

#include "base/task.hpp"
#include "own/kernel.hpp"
#include "recording/slots.hpp"
#include "run/run.hpp"
#include "scheduling/async.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

/// Asks the service for a task: its end when it is ok has the answer as its text, else the reason.
using AskService = std::function<Async<TaskEnd>(TaskIndex task, std::uint32_t ms)>;

/// Runs one task of a kernel on an event loop, as run_job_in_turns does a job of ours: it yields at
/// the task's turns once its own turn is over, and is waiting while the service answers.
Async<Done> run_own_task(Run& run, TaskIndex task, Slots& slots, Turns& turns, Kernel& kernel,
                         const AskService& ask);

}  // namespace lanes
