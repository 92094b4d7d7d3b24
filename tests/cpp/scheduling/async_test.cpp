#include "scheduling/async.hpp"

#include <catch2/catch_test_macros.hpp>

#include "manual.hpp"
#include "scheduling/sequential.hpp"
#include "scheduling/turns.hpp"

using namespace lanes;

namespace {

Async<int> forty_two() { co_return 42; }

Detached store(int& into) { into = co_await forty_two(); }

Async<Done> pause(Turns& turns) {
  co_await turns.next();
  co_return Done{};
}

Detached await_all(Async<Done> all, bool& ended) {
  co_await all;
  ended = true;
}

}  // namespace

TEST_CASE("an awaited coroutine gives its value to the one that awaits it", "[async]") {
  int value = 0;
  store(value);
  REQUIRE(value == 42);
}

TEST_CASE("awaiting a million coroutines that never suspend takes no stack", "[async]") {
  bool ended = false;
  await_all(sequential(1'000'000, [](TaskIndex) -> Async<Done> { co_return Done{}; }), ended);
  REQUIRE(ended);
}

TEST_CASE("an awaiter goes on only after the coroutine that suspended has ended", "[async]") {
  testing::ManualClock clock;
  testing::ManualExecutor executor;
  Turns turns(executor, clock, Moment{1});
  bool ended = false;
  await_all(sequential(3, [&](TaskIndex) { return pause(turns); }), ended);
  executor.turn();
  executor.turn();
  REQUIRE_FALSE(ended);
  executor.turn();
  REQUIRE(ended);
}
