// Declarations only: what runs the reader's own code, lanes-own.mjs.

#include <emscripten/bind.h>

#include <memory>

#include "bindings/declare_boundary.hpp"
#include "bindings/declare_task_outcome.hpp"
#include "hosts/own_run.hpp"
#include "workloads/latency.hpp"

EMSCRIPTEN_BINDINGS(lanes_own) {
  using namespace lanes::browser;
  declare_boundary();
  declare_task_outcome();
  emscripten::register_type<AskModel>("(task: number, seed: number, ms: number) => void");
  emscripten::register_type<ResumeTask>("(task: number, reply: number, text: string) => void");
  emscripten::class_<OwnRun>("OwnRun")
      .constructor(
          +[](const RunRequest& request) {
            return std::make_unique<OwnRun>(checked(request), request).release();
          },
          emscripten::allow_raw_pointers())
      .function("use", &OwnRun::use)
      .function("stepped", &OwnRun::stepped)
      .function("answer", &OwnRun::answer)
      .function("start", &OwnRun::start)
      .function("startTask", &OwnRun::startTask)
      .function("cancel", &OwnRun::cancel)
      .function("endedTasks", &OwnRun::endedTasks)
      .function("startedTasks", &OwnRun::startedTasks)
      .function("outcome", &OwnRun::outcome)
      .function("taskOutcome", &OwnRun::taskOutcome);
  emscripten::function("serviceMs", &lanes::latency_of);
}
