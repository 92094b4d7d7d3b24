#pragma once

// Declarations only: what comes of one task of tier `workers`.

#include <emscripten/bind.h>

#include "hosts/worker_task.hpp"

namespace lanes::browser {

inline void declare_task_outcome() {
  emscripten::value_object<TaskOutcome>("TaskOutcome")
      .field("outcome", &TaskOutcome::outcome)
      .field("text", &TaskOutcome::text)
      .field("startedMs", &TaskOutcome::startedMs)
      .field("endedMs", &TaskOutcome::endedMs)
      .field("computedMs", &TaskOutcome::computedMs)
      .field("lostMs", &TaskOutcome::lostMs)
      .field("kind", &TaskOutcome::kind)
      .field("spanStartMs", &TaskOutcome::spanStartMs)
      .field("spanEndMs", &TaskOutcome::spanEndMs);
}

}  // namespace lanes::browser
