#include "sharing/event_loop/run.hpp"

#include <vector>

#include "sharing/event_loop/world.hpp"
#include "sharing/programs/make.hpp"

namespace lanes::sharing {

Async<LoopRun> run_on_event_loop(Executor& executor, Sharing sharing) {
  EventLoop world(executor);
  const auto program = make_program(world, sharing);
  std::vector<EventLoop::Thread> threads;
  threads.reserve(program->threads());
  for (unsigned thread = 0; thread < program->threads(); ++thread) {
    threads.push_back(program->start(thread));
  }
  co_await world.standstill();
  LoopRun run;
  run.deadlock = world.waiting();
  if (run.deadlock.empty()) {
    std::vector<Value> returned;
    returned.reserve(threads.size());
    for (const auto& thread : threads) returned.push_back(*thread.returned());
    run.outcome = program->outcome(returned);
    run.holds = program->holds(returned);
  }
  co_return run;
}

}  // namespace lanes::sharing
