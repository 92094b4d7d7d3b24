// Declarations only: the explorer of shared state, lanes-sharing.mjs.

#include "bindings/declare_memory.hpp"
#include "bindings/declare_sharing.hpp"
#include "hosts/exploration_run.hpp"
#include "hosts/loop_races.hpp"
#include "hosts/own_sharing.hpp"

EMSCRIPTEN_BINDINGS(lanes_sharing) {
  using namespace lanes::browser;
  declare_memory();
  declare_sharing();
  emscripten::register_type<StepArray>("StepShown[]");
  emscripten::register_type<ObjectArray>("ObjectShown[]");
  emscripten::register_type<EndedCallback>("() => void");
  emscripten::value_object<StepShown>("StepShown")
      .field("thread", &StepShown::thread)
      .field("what", &StepShown::what)
      .field("sees", &StepShown::sees)
      .field("leaves", &StepShown::leaves)
      .field("line", &StepShown::line);
  emscripten::value_object<ReplayOutcome>("ReplayOutcome")
      .field("problem", &ReplayOutcome::problem)
      .field("steps", &ReplayOutcome::steps)
      .field("switches", &ReplayOutcome::switches)
      .field("threads", &ReplayOutcome::threads)
      .field("ending", &ReplayOutcome::ending)
      .field("outcome", &ReplayOutcome::outcome)
      .field("waiting", &ReplayOutcome::waiting)
      .field("objects", &ReplayOutcome::objects);
  emscripten::value_object<ObjectShown>("ObjectShown")
      .field("name", &ObjectShown::name)
      .field("holds", &ObjectShown::holds);
  emscripten::value_object<ExplorationOutcome>("ExplorationOutcome")
      .field("verdict", &ExplorationOutcome::verdict)
      .field("bound", &ExplorationOutcome::bound)
      .field("switchesCleared", &ExplorationOutcome::switchesCleared)
      .field("interleavings", &ExplorationOutcome::interleavings)
      .field("failing", &ExplorationOutcome::failing)
      .field("deadlocks", &ExplorationOutcome::deadlocks)
      .field("explored", &ExplorationOutcome::explored)
      .field("schedule", &ExplorationOutcome::schedule)
      .field("fewest", &ExplorationOutcome::fewest);
  emscripten::value_object<ExplorationNews>("ExplorationNews")
      .field("executions", &ExplorationNews::executions)
      .field("states", &ExplorationNews::states);
  emscripten::class_<ExplorationRun>("ExplorationRun")
      .constructor(
          +[](const SharingRequest& request, double preemptions) {
            auto make = lanes::sharing::explored_program(checked(request));
            return std::make_unique<ExplorationRun>(std::move(make), preemptions).release();
          },
          emscripten::allow_raw_pointers())
      .function("advance", &ExplorationRun::advance)
      .function("news", &ExplorationRun::news)
      .function("outcome", &ExplorationRun::outcome);
  emscripten::function(
      "replay", +[](const SharingRequest& request, const std::string& schedule) {
        return replay_schedule(lanes::sharing::explored_program(checked(request)), schedule);
      });
  emscripten::register_type<BeginThread>("(thread: number) => void");
  emscripten::register_type<ResumeThread>("(thread: number, given: number) => void");
  emscripten::register_type<JudgeEnd>("(values: Int32Array) => boolean");
  emscripten::class_<OwnSharing>("OwnSharing")
      .constructor<std::uint32_t, BeginThread, ResumeThread, JudgeEnd>()
      .function("declare", &OwnSharing::declare)
      .function("next", &OwnSharing::next)
      .function("explore", &OwnSharing::explore)
      .function("replay", &OwnSharing::replay);
  emscripten::class_<LoopRaces>("LoopRaces")
      .constructor(
          +[](const SharingRequest& request) {
            return std::make_unique<LoopRaces>(checked(request)).release();
          },
          emscripten::allow_raw_pointers())
      .function("start", &LoopRaces::start)
      .function("stop", &LoopRaces::stop)
      .function("outcome", &LoopRaces::outcome);
}
