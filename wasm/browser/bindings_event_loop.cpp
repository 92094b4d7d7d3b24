// Declarations only: the single-threaded module, lanes.mjs.

#include "bindings_boundary.hpp"
#include "event_loop_run.hpp"
#include "file_bytes.hpp"
#include "worker_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_event_loop) {
  using namespace lanes::browser;
  declare_boundary();
  emscripten::class_<EventLoopRun>("EventLoopRun")
      .constructor<const RunRequest&>()
      .function("problem", &EventLoopRun::problem)
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
  emscripten::function("runTask", &run_task);
  emscripten::class_<WorkersRun>("WorkersRun")
      .constructor<const RunRequest&>()
      .function("problem", &WorkersRun::problem)
      .function("add", &WorkersRun::add)
      .function("outcome", &WorkersRun::outcome);
}
