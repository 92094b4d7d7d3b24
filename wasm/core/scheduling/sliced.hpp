#pragma once

#include "base/task.hpp"
#include "scheduling/latch.hpp"
#include "scheduling/start_task.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

namespace detail {
inline Detached run_in_turns(const StartTask& start, TaskIndex task, Turns& turns, Latch& latch) {
  co_await turns.next();
  co_await start(task);
  latch.arrive();
}
}  // namespace detail

/// Cooperative time slicing: every task waits for its turn and yields when the turn is over (round
/// robin). The work takes as long as before, but the event loop is never held for longer than the
/// budget of `turns`.
inline Async<Done> sliced(TaskIndex count, StartTask start, Turns& turns) {
  Latch all(count);
  for (TaskIndex task = 0; task < count; ++task) detail::run_in_turns(start, task, turns, all);
  co_await all;
  co_return Done{};
}

}  // namespace lanes
