#pragma once

#include "base/task.hpp"
#include "scheduling/latch.hpp"
#include "scheduling/start_task.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

namespace detail {
// shown: sliced
inline Detached run_in_turns(const StartTask& start, TaskIndex task, Turns& turns, Latch& latch) {
  co_await turns.next();  // here: queued
  co_await start(task);   // here: in flight
  latch.arrive();
}
// shown end
}  // namespace detail

// shown: sliced
/// Cooperative time slicing: every task waits for its turn and yields when the turn is over (round
/// robin). The work takes as long as before, but the event loop is never held for longer than the
/// budget of `turns`.
inline Async<Done> sliced(TaskIndex count, StartTask start, Turns& turns) {
  Latch all(count);
  for (TaskIndex task = 0; task < count; ++task) detail::run_in_turns(start, task, turns, all);
  co_await all;  // here: all
  co_return Done{};
}
// shown end

}  // namespace lanes
