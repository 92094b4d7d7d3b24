// Declarations only: the single-threaded module, lanes.mjs.

#include <memory>

#include "bindings/declare_boundary.hpp"
#include "bindings/declare_memory.hpp"
#include "bindings/declare_pictures.hpp"
#include "bindings/declare_task_outcome.hpp"
#include "hosts/event_loop_run.hpp"
#include "hosts/file_bytes.hpp"
#include "hosts/worker_task.hpp"
#include "hosts/workers_run.hpp"
#include "workloads/latency.hpp"

EMSCRIPTEN_BINDINGS(lanes_event_loop) {
  using namespace lanes::browser;
  using lanes::latency_of;
  declare_boundary();
  declare_pictures();
  emscripten::register_type<AskModel>("(task: number, seed: number, ms: number) => void");
  emscripten::register_type<TellInLine>("(tasks: number) => void");
  emscripten::class_<EventLoopRun>("EventLoopRun")
      .constructor(
          +[](const RunRequest& request) {
            return std::make_unique<EventLoopRun>(checked(request), request).release();
          },
          emscripten::allow_raw_pointers())
      .function("askWith", &EventLoopRun::askWith)
      .function("answer", &EventLoopRun::answer)
      .function("use", &EventLoopRun::use)
      .function("tellInLine", &EventLoopRun::tellInLine)
      .function("start", &EventLoopRun::start)
      .function("cancel", &EventLoopRun::cancel)
      .function("endedTasks", &EventLoopRun::endedTasks)
      .function("startedTasks", &EventLoopRun::startedTasks)
      .function("outcome", &EventLoopRun::outcome);

  declare_task_outcome();
  declare_memory();
  emscripten::function("fileBytes", &file_bytes);
  emscripten::function("serviceMs", &latency_of);
  emscripten::class_<WorkerTask>("WorkerTask")
      .constructor(
          +[](const RunRequest& request, std::uint32_t task, Pictures& pictures) {
            return std::make_unique<WorkerTask>(checked(request), request, task, pictures)
                .release();
          },
          emscripten::allow_raw_pointers())
      .function("advance", &WorkerTask::advance)
      .function("block", &WorkerTask::block)
      .function("cancel", &WorkerTask::cancel)
      .function("outcome", &WorkerTask::outcome);
  emscripten::class_<WorkersRun>("WorkersRun")
      .constructor(
          +[](const RunRequest& request) {
            return std::make_unique<WorkersRun>(checked(request)).release();
          },
          emscripten::allow_raw_pointers())
      .function("add", &WorkersRun::add)
      .function("outcome", &WorkersRun::outcome);
}
