#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <set>

#include "manual.hpp"
#include "sharing/event_loop/any_order.hpp"
#include "sharing/event_loop/run.hpp"
#include "sharing/shapes.hpp"

using namespace lanes;
using namespace lanes::sharing;
using lanes::testing::ManualExecutor;

namespace {

Detached run(ManualExecutor& loop, Sharing shape, std::optional<LoopRun>& result) {
  result = co_await run_on_event_loop(loop, shape);
}

struct Ran {
  LoopRun run;
  std::size_t turns;
};

Ran ran(const Sharing& shape) {
  ManualExecutor loop;
  std::optional<LoopRun> result;
  run(loop, shape, result);
  const auto turns = loop.drain();
  REQUIRE(result);
  return {*result, turns};
}

}  // namespace

TEST_CASE("answers in any order lose more or less, as the seed has it, and nothing if mended",
          "[sharing]") {
  const auto ran_in_any_order = [](const Sharing& shape, std::uint64_t seed) {
    ManualExecutor loop;
    AnyOrder any_order(loop, seed);
    std::optional<LoopRun> result;
    [](Executor& executor, Sharing of, std::optional<LoopRun>& went) -> Detached {
      went = co_await run_on_event_loop(executor, of);
    }(any_order, shape, result);
    const auto turns = loop.drain();
    REQUIRE(result);
    return Ran{*result, turns};
  };
  const Sharing unmended{Program::counter, Fix::none, 2, 10};
  std::set<Value> outcomes;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const auto [result, turns] = ran_in_any_order(unmended, seed);
    REQUIRE(result.outcome);
    CHECK(*result.outcome >= 2);
    CHECK(*result.outcome <= 20);
    CHECK(turns == ran(unmended).turns);
    CHECK(ran_in_any_order(unmended, seed).run.outcome == result.outcome);
    outcomes.insert(*result.outcome);
  }
  CHECK(outcomes.size() > 3);
  for (const auto& shape : lanes::testing::all_shapes(3, 2)) {
    if (shape.fix == Fix::none) continue;
    CAPTURE(lanes::testing::name_of(shape));
    CHECK(ran_in_any_order(shape, 3).run.holds);
  }
}

TEST_CASE("two tasks of one event loop lose an update", "[sharing]") {
  const auto [result, turns] = ran({Program::counter, Fix::none, 2, 1});
  CHECK(result.outcome == 1);
  CHECK_FALSE(result.holds);
  // Each task begins in a turn, has one after its load and one after its store; then it is over.
  CHECK(turns == 7);
  CHECK(ran({Program::counter, Fix::none, 4, 1000}).run.outcome == 1000);
}

TEST_CASE("on one event loop every fix holds, and each unprotected program fails", "[sharing]") {
  for (const auto& shape : lanes::testing::all_shapes(4, 3)) {
    CAPTURE(lanes::testing::name_of(shape));
    const auto result = ran(shape).run;
    if (shape.fix != Fix::none) {
      CHECK(result.holds);
      CHECK(result.outcome);
      CHECK(result.deadlock.empty());
    } else if (shape.program != Program::cache) {
      // The tasks of `cache` happen to meet well when they take turns; the others do not.
      CHECK_FALSE(result.holds);
    }
  }
}

TEST_CASE("tasks that wait for each other are told, with what each waits for", "[sharing]") {
  const auto [result, turns] = ran({Program::locks, Fix::none, 2, 1});
  CHECK_FALSE(result.outcome);
  CHECK(result.deadlock == WaitForGraph{{0, "right lock", 1}, {1, "left lock", 0}});
  CHECK(ran({Program::philosophers, Fix::none, 4, 1}).run.deadlock.size() == 4);
}
