#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <vector>

#include "manual.hpp"
#include "scheduling/start_task.hpp"
#include "scheduling/strategy.hpp"

using namespace lanes;
using namespace std::chrono_literals;
using lanes::testing::ManualClock;
using lanes::testing::ManualExecutor;

namespace {

/// Tasks that wait for something outside until the test lets one of them end.
class WaitingTasks {
 public:
  StartTask start() {
    return [this](TaskIndex task) -> Async<Done> {
      started.push_back(task);
      ++in_flight_;
      most_in_flight = std::max(most_in_flight, in_flight_);
      co_await Wait{waits_};
      --in_flight_;
      ended.push_back(task);
      co_return Done{};
    };
  }

  void end_one() { waits_.turn(); }
  [[nodiscard]] bool any_waiting() const { return !waits_.idle(); }

  std::vector<TaskIndex> started;
  std::vector<TaskIndex> ended;
  std::size_t most_in_flight = 0;

 private:
  struct Wait {
    ManualExecutor& until_turn;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) const { until_turn.post(task); }
    void await_resume() const noexcept {}
  };
  ManualExecutor waits_;
  std::size_t in_flight_ = 0;
};

Detached run(Async<Done> all, bool& ended) {
  co_await all;
  ended = true;
}

std::vector<TaskIndex> up_to(TaskIndex count) {
  std::vector<TaskIndex> tasks(count);
  for (TaskIndex i = 0; i < count; ++i) tasks[i] = i;
  return tasks;
}

}  // namespace

TEST_CASE("sequential starts a task only when the one before has ended", "[strategies]") {
  WaitingTasks tasks;
  Turns turns;
  bool ended = false;
  run(schedule(Strategy::sequential, 5, tasks.start(), 1, turns), ended);
  for (std::size_t i = 0; i < 5; ++i) {
    REQUIRE(tasks.started.size() == i + 1);
    REQUIRE_FALSE(ended);
    tasks.end_one();
  }
  CHECK(ended);
  CHECK(tasks.most_in_flight == 1);
  CHECK(tasks.ended == up_to(5));
}

TEST_CASE("concurrent starts all tasks before any has ended", "[strategies]") {
  WaitingTasks tasks;
  Turns turns;
  bool ended = false;
  run(schedule(Strategy::concurrent, 50, tasks.start(), 1, turns), ended);
  CHECK(tasks.started == up_to(50));
  CHECK(tasks.most_in_flight == 50);
  for (int i = 0; i < 49; ++i) tasks.end_one();
  CHECK_FALSE(ended);
  tasks.end_one();
  CHECK(ended);
}

TEST_CASE("bounded never has more than limit in flight, and uses all of it", "[strategies]") {
  const auto limit = GENERATE(1U, 2U, 7U, 20U, 1000U);
  WaitingTasks tasks;
  Turns turns;
  bool ended = false;
  run(schedule(Strategy::bounded, 100, tasks.start(), limit, turns), ended);
  while (tasks.any_waiting()) tasks.end_one();
  CHECK(ended);
  CHECK(tasks.most_in_flight == std::min(limit, 100U));
  CHECK(tasks.started == up_to(100));
}

TEST_CASE("sliced takes turns: no task holds the loop for longer than the budget", "[strategies]") {
  ManualClock clock;
  ManualExecutor executor;
  Turns turns(executor, clock, 5ms);
  std::vector<TaskIndex> order;
  // Each task needs 12 steps of 1 ms: three turns of 5, 5 and 2 steps.
  const StartTask start = [&](TaskIndex task) -> Async<Done> {
    order.push_back(task);
    for (int step = 0; step < 12; ++step) {
      clock.advance(1ms);
      if (step < 11 && turns.over()) {
        co_await turns.next();
        order.push_back(task);
      }
    }
    co_return Done{};
  };
  bool ended = false;
  run(schedule(Strategy::sliced, 3, start, 1, turns), ended);
  CHECK(order.empty());  // nothing runs before the loop has had a turn
  auto longest = 0ns;
  while (!executor.idle()) {
    const auto began = clock.now();
    executor.turn();
    longest = std::max(longest, clock.now() - began);
  }
  CHECK(ended);
  CHECK(longest == 5ms);
  CHECK(order == std::vector<TaskIndex>{0, 1, 2, 0, 1, 2, 0, 1, 2});
}

TEST_CASE("ten thousand tasks that end at once end under every strategy", "[strategies]") {
  const auto how =
      GENERATE(Strategy::sequential, Strategy::concurrent, Strategy::bounded, Strategy::sliced);
  ManualClock clock;
  ManualExecutor executor;
  Turns turns(executor, clock, 5ms);
  TaskIndex ran = 0;
  bool ended = false;
  run(schedule(
          how, 10'000,
          [&](TaskIndex) -> Async<Done> {
            ++ran;
            co_return Done{};
          },
          20, turns),
      ended);
  executor.drain();
  CHECK(ended);
  CHECK(ran == 10'000);
}

TEST_CASE("strategies are found by the names of the link grammar", "[strategies]") {
  CHECK(find_strategy("sequential") == Strategy::sequential);
  CHECK(find_strategy("concurrent") == Strategy::concurrent);
  CHECK(find_strategy("bounded") == Strategy::bounded);
  CHECK(find_strategy("sliced") == Strategy::sliced);
  CHECK(find_strategy("parallel") == Strategy::parallel);
  CHECK_FALSE(find_strategy("Parallel").has_value());
}
