#include "hosts/loop_races.hpp"

#include <utility>

#include "sharing/event_loop/any_order.hpp"
#include "sharing/event_loop/run.hpp"

namespace lanes::browser {

void LoopRaces::start(std::uint32_t runs, std::uint32_t seed, EndedCallback ended) {
  run_all(runs, seed, std::move(ended));
}

Detached LoopRaces::run_all(std::uint32_t runs, std::uint32_t seed, EndedCallback ended) {
  for (std::uint32_t run = 0; run < runs && !stopped_; ++run) {
    sharing::AnyOrder any_order(loop_, std::uint64_t{seed} + run);
    Executor& executor = seed == 0 ? static_cast<Executor&>(loop_) : any_order;
    const auto went = co_await sharing::run_on_event_loop(executor, sharing_);
    tally_.add(went.outcome, went.holds, went.deadlock);
  }
  ended();
}

}  // namespace lanes::browser
