#include "sharing/explorer/explorer.hpp"

#include <catch2/catch_test_macros.hpp>

#include "sharing/shapes.hpp"

using namespace lanes::sharing;

namespace {

const Sharing philosophers{Program::philosophers, Fix::none, 4, 1};

}  // namespace

TEST_CASE("four philosophers starve after one switch, unless their forks are ordered",
          "[sharing]") {
  const auto found = explore(explored_program(philosophers));
  CHECK(found.verdict == Verdict::found);
  REQUIRE(found.shortest);
  CHECK(found.shortest->replay.ending == Ending::deadlock);
  // The last one goes on to the others, each of which then waits for the one before.
  CHECK(found.shortest->replay.switches == 1);
  CHECK(found.shortest->fewest);

  const auto proved = explore(explored_program({Program::philosophers, Fix::ordered, 4, 3}));
  CHECK(proved.verdict == Verdict::proved);
  CHECK(proved.bound == Bound::none);
}

TEST_CASE("no mended program of any size fails, and each that is not mended does", "[sharing]") {
  for (const auto& shape : lanes::testing::all_shapes(3, 2)) {
    CAPTURE(lanes::testing::name_of(shape));
    // Few executions of classes: what is left is proved by telling states apart.
    const auto result = explore(explored_program(shape), {.executions = 10'000});
    CHECK(result.verdict == (shape.fix == Fix::none ? Verdict::found : Verdict::proved));
  }
}

TEST_CASE("with a bound on switches, not found is not proved", "[sharing]") {
  const auto unmended = explored_program({Program::counter, Fix::none, 2, 1});
  const auto none = explore(unmended, {.switches = 0});
  CHECK(none.verdict == Verdict::bounded);
  CHECK(none.bound == Bound::switches);
  CHECK(none.switches_cleared == 0);
  CHECK(explore(unmended, {.switches = 1}).verdict == Verdict::found);

  const auto mended = explored_program({Program::counter, Fix::atomic, 3, 3});
  const auto one = explore(mended, {.switches = 1});
  CHECK(one.verdict == Verdict::bounded);
  CHECK(one.switches_cleared == 1);
  // With as many as there can be, nothing is left out.
  CHECK(explore(mended, {.switches = 9}).verdict == Verdict::proved);
}

TEST_CASE("limits make it bounded, and counts absent", "[sharing]") {
  const auto mended = explored_program({Program::counter, Fix::cas, 3, 3});
  const auto few_states = explore(mended, {.executions = 100, .states = 50});
  CHECK(few_states.verdict == Verdict::bounded);
  CHECK(few_states.bound == Bound::limits);
  CHECK_FALSE(few_states.counts);
  CHECK_FALSE(few_states.switches_cleared);
  CHECK(few_states.explored >= 100);

  const auto short_ones = explore(mended, {.steps_each = 5});
  CHECK(short_ones.verdict == Verdict::bounded);
  CHECK(short_ones.bound == Bound::limits);

  // With few states but all classes it is proved nevertheless.
  const auto all_classes =
      explore(explored_program({Program::counter, Fix::mutex, 3, 2}), {.states = 50});
  CHECK(all_classes.verdict == Verdict::proved);
  CHECK_FALSE(all_classes.counts);
}

TEST_CASE("it can be cancelled at any moment, and says so", "[sharing]") {
  for (int after = 0; after < 20; ++after) {
    int asked = 0;
    const auto result = explore(explored_program({Program::counter, Fix::cas, 4, 3}), {},
                                [&](const ExplorationProgress& progress) {
                                  CHECK(progress.steps > 0);
                                  return asked++ < after;
                                });
    CHECK(asked == after + 1);
    CHECK(result.verdict == Verdict::bounded);
    CHECK(result.bound == Bound::cancelled);
  }
}

TEST_CASE("however it is sliced, the result is the same", "[sharing]") {
  const auto shape = explored_program({Program::cache, Fix::none, 3, 1});
  const auto whole = explore(shape);
  for (const std::uint64_t slice : {1U, 7U, 1000U}) {
    Explorer explorer(shape);
    while (!explorer.advance(slice)) {
    }
    const auto sliced = explorer.exploration();
    CHECK(sliced.verdict == whole.verdict);
    CHECK(sliced.counts == whole.counts);
    CHECK(sliced.explored == whole.explored);
    REQUIRE(sliced.shortest);
    CHECK(sliced.shortest->schedule == whole.shortest->schedule);
  }
}
