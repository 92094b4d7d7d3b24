// Declarations only: the single-threaded module, lanes.mjs.

#include "bindings_boundary.hpp"
#include "bindings_pictures.hpp"
#include "event_loop_run.hpp"
#include "file_bytes.hpp"
#include "worker_task.hpp"
#include "workers_run.hpp"
#include "workloads/latency.hpp"

EMSCRIPTEN_BINDINGS(lanes_event_loop) {
  using namespace lanes::browser;
  using lanes::latency_of;
  declare_boundary();
  declare_pictures();
  emscripten::register_type<AskModel>("(task: number, seed: number, ms: number) => void");
  emscripten::class_<EventLoopRun>("EventLoopRun")
      .constructor<const RunRequest&>()
      .function("problem", &EventLoopRun::problem)
      .function("askWith", &EventLoopRun::askWith)
      .function("answer", &EventLoopRun::answer)
      .function("use", &EventLoopRun::use)
      .function("start", &EventLoopRun::start)
      .function("cancel", &EventLoopRun::cancel)
      .function("endedTasks", &EventLoopRun::endedTasks)
      .function("outcome", &EventLoopRun::outcome);

  emscripten::value_object<TaskOutcome>("TaskOutcome")
      .field("outcome", &TaskOutcome::outcome)
      .field("text", &TaskOutcome::text)
      .field("startedMs", &TaskOutcome::startedMs)
      .field("endedMs", &TaskOutcome::endedMs)
      .field("kind", &TaskOutcome::kind)
      .field("spanStartMs", &TaskOutcome::spanStartMs)
      .field("spanEndMs", &TaskOutcome::spanEndMs);
  emscripten::function("fileBytes", &file_bytes);
  emscripten::function("serviceMs", &latency_of);
  emscripten::class_<WorkerTask>("WorkerTask")
      .constructor<const RunRequest&, std::uint32_t, Pictures&>()
      .function("advance", &WorkerTask::advance)
      .function("cancel", &WorkerTask::cancel)
      .function("outcome", &WorkerTask::outcome);
  emscripten::class_<WorkersRun>("WorkersRun")
      .constructor<const RunRequest&>()
      .function("problem", &WorkersRun::problem)
      .function("add", &WorkersRun::add)
      .function("outcome", &WorkersRun::outcome);
}
