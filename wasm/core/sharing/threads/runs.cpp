#include "sharing/threads/runs.hpp"

#include "sharing/programs/make.hpp"

namespace lanes::sharing {

ThreadRuns run_on_threads(ThreadPool& pool, const Sharing& sharing, std::uint64_t runs,
                          const std::function<bool(const ThreadRuns&)>& go_on) {
  ThreadRuns all;
  if (runs == 0) return all;
  run_rounds(
      pool, [&](Threads& world) { return make_program(world, sharing); },
      [&](const Round& round) {
        all.took += round.took;
        all.add(round.outcome, round.holds, round.deadlock);
        return all.runs < runs && (!go_on || go_on(all));
      });
  return all;
}

}  // namespace lanes::sharing
