#include "own/own_task.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "manual.hpp"
#include "scheduling/async.hpp"
#include "scheduling/strategy.hpp"

using namespace lanes;
using namespace std::chrono_literals;
using lanes::testing::ManualClock;
using lanes::testing::ManualExecutor;

namespace {

using Kind = Step::Kind;

/// Every task takes the same steps; computing for each takes a millisecond.
class ScriptedKernel final : public Kernel {
 public:
  ScriptedKernel(ManualClock& clock, std::vector<Step> script)
      : clock_(clock), script_(std::move(script)) {}

  void resume(TaskIndex task, Reply reply, const std::string& text) override {
    replies.emplace_back(reply);
    if (!text.empty()) texts.push_back(text);
    clock_.advance(1ms);
    auto step = script_[at_[task]++];
    if (step.kind == Kind::ended) step.text += std::to_string(task);
    if (later) {
      waiting.push_back(task);
      steps_.insert_or_assign(task, std::move(step));
    } else {
      stepped(task, std::move(step));
    }
  }

  /// The tasks step when they are told to, not at once.
  bool later = false;
  std::vector<TaskIndex> waiting;
  void step(TaskIndex task) { stepped(task, steps_.at(task)); }

  std::vector<Reply> replies;
  std::vector<std::string> texts;

 private:
  ManualClock& clock_;
  std::vector<Step> script_;
  std::map<TaskIndex, std::size_t> at_;
  std::map<TaskIndex, Step> steps_;
};

/// A run of a scripted kernel, whose service answers as `answer` says.
class Rig {
 public:
  Rig(Strategy how, std::vector<Step> script,
      TaskEnd answer = {.outcome = Outcome::ok, .text = "row"})
      : kernel(clock, std::move(script)),
        answer_(std::move(answer)),
        run({.work = find_work("own"), .how = how, .tasks = 3, .size = 1, .limit = 2, .seed = 7},
            clock, control, 1) {
    if (how == Strategy::sliced) turns_ = Turns(executor, clock, 5ms);
    to_end(how);
  }

  ManualClock clock;
  ManualExecutor executor;
  RunControl control;
  ScriptedKernel kernel;
  std::vector<std::uint32_t> asked;
  bool ended = false;

 private:
  TaskEnd answer_;
  Turns turns_;
  Slots slots_;
  AskService ask_ = [this](TaskIndex, std::uint32_t ms) { return answered(ms); };

 public:
  Run run;

 private:
  Detached to_end(Strategy how) {
    co_await schedule(
        how, 3,
        [this](TaskIndex task) { return run_own_task(run, task, slots_, turns_, kernel, ask_); }, 2,
        turns_);
    ended = true;
  }

  Async<TaskEnd> answered(std::uint32_t ms) {
    asked.push_back(ms);
    clock.advance(std::chrono::milliseconds(ms));
    co_return answer_;
  }
};

std::size_t spans_of(const RunReport& report, SpanKind kind) {
  return static_cast<std::size_t>(std::ranges::count(report.spans.kind, kind));
}

constexpr auto one_loop = {Strategy::sequential, Strategy::concurrent, Strategy::bounded,
                           Strategy::sliced};

}  // namespace

TEST_CASE("a task's digest is the SHA-256 of its answer's text, under every strategy", "[own]") {
  for (const auto how : one_loop) {
    Rig rig(how, {{.kind = Kind::ended, .text = "task "}});
    rig.executor.drain();
    REQUIRE(rig.ended);
    const auto report = rig.run.report();
    REQUIRE(report.ends.size() == 3);
    // printf 'task 0' | sha256sum
    CHECK(report.ends[0].text ==
          "d2b7b3015ed81d83b1ee515fe006dadb89d6a53dec59bf9f8e6e432c1074b77a");
    CHECK(report.ends[0].text != report.ends[1].text);
    for (const auto& end : report.ends) CHECK(end.outcome == Outcome::ok);
  }
}

TEST_CASE("turns yield only where the strategy slices, and make no spans where they do not",
          "[own]") {
  std::vector<Step> script(20, Step{.kind = Kind::turn});
  script.push_back({.kind = Kind::ended});
  Rig held(Strategy::concurrent, script);
  CHECK(held.ended);
  CHECK(held.executor.idle());
  CHECK(spans_of(held.run.report(), SpanKind::running) == 3);

  Rig sliced(Strategy::sliced, script);
  CHECK_FALSE(sliced.ended);
  // 21 ms a task in slices of 5 ms, three tasks, and the first turn of each.
  CHECK(sliced.executor.drain() == 3 * (1 + 4));
  CHECK(sliced.ended);
  CHECK(spans_of(sliced.run.report(), SpanKind::running) == 3 * 5);
}

TEST_CASE("a task waits while the service answers, and is told what came of it", "[own]") {
  const std::vector<Step> script{{.kind = Kind::asks, .ms = 50}, {.kind = Kind::ended}};
  SECTION("answered") {
    Rig rig(Strategy::sequential, script);
    CHECK(rig.asked == std::vector<std::uint32_t>{50, 50, 50});
    CHECK(rig.kernel.replies[1] == Reply::answered);
    CHECK(rig.kernel.texts == std::vector<std::string>{"row", "row", "row"});
    const auto report = rig.run.report();
    CHECK(spans_of(report, SpanKind::waiting) == 3);
    CHECK(report.computed == 6ms);
    CHECK(report.wall == 156ms);
  }
  SECTION("refused") {
    Rig rig(Strategy::sequential, script,
            {.outcome = Outcome::failed, .text = "The queue is full."});
    CHECK(rig.kernel.replies[1] == Reply::refused);
    // What it makes of that is up to the code: this one answers all the same.
    CHECK(rig.run.report().ends[0].outcome == Outcome::ok);
  }
}

TEST_CASE("a wait of its own is a wait, and no computing", "[own]") {
  Rig rig(Strategy::sequential,
          {{.kind = Kind::waits}, {.kind = Kind::turn}, {.kind = Kind::ended}});
  const auto report = rig.run.report();
  CHECK(spans_of(report, SpanKind::waiting) == 3);
  CHECK(report.computed == 6ms);
}

TEST_CASE("a task that gives up has failed, for its reason", "[own]") {
  Rig rig(Strategy::bounded, {{.kind = Kind::failed, .text = "No connection was free."}});
  const auto report = rig.run.report();
  CHECK(report.ends[2].outcome == Outcome::failed);
  CHECK(report.ends[2].text == "No connection was free.");
}

TEST_CASE("steps that nobody waits for are nothing, and a cancelled run ends its tasks", "[own]") {
  ManualClock clock;
  ScriptedKernel kernel(clock, {{.kind = Kind::turn}, {.kind = Kind::ended}});
  kernel.later = true;
  RunControl control;
  Run run({.work = find_work("own"), .how = Strategy::concurrent, .tasks = 2, .size = 1}, clock,
          control, 1);
  Slots slots;
  Turns turns;
  int ended = 0;
  const AskService ask = [](TaskIndex, std::uint32_t) -> Async<TaskEnd> { co_return TaskEnd{}; };
  const auto start = [&](TaskIndex task) -> Detached {
    co_await run_own_task(run, task, slots, turns, kernel, ask);
    ++ended;
  };
  start(0);
  start(1);
  REQUIRE(kernel.waiting == std::vector<TaskIndex>{0, 1});
  kernel.stepped(5, {.kind = Kind::ended});
  kernel.step(0);
  CHECK(kernel.waiting == std::vector<TaskIndex>{0, 1, 0});
  control.cancelled = 1;
  kernel.abort_all();
  CHECK(ended == 2);
  kernel.step(0);
  CHECK(ended == 2);
  for (const auto& end : run.report().ends) CHECK(end.outcome == Outcome::cancelled);
}
