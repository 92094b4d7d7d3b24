#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "sharing/brute_force.hpp"
#include "sharing/explorer/classes.hpp"
#include "sharing/explorer/explorer.hpp"
#include "sharing/shapes.hpp"

using namespace lanes::sharing;
using lanes::testing::all_shapes;
using lanes::testing::brute_force;

namespace {

constexpr auto to_the_end = std::numeric_limits<std::int64_t>::max();

std::optional<ScheduleCounts> counted(const Sharing& shape) {
  ScheduleCount count(explored_program(shape), 1'000'000);
  count.advance(to_the_end);
  return count.counts();
}

/// All classes, none left out because one fails.
Classes all_classes_of(const Sharing& shape) {
  return Classes(explored_program(shape), {.executions = 1'000'000, .steps = 1'000}, false);
}

}  // namespace

TEST_CASE("known numbers of schedules come out exactly", "[sharing]") {
  struct Known {
    Sharing shape;
    ScheduleCounts counts;
  };
  // Counted by hand or from the literature; a counter's are multinomial coefficients.
  const auto known = {
      Known{{Program::counter, Fix::none, 2, 1}, {6, 4, 0}},
      Known{{Program::counter, Fix::none, 2, 2}, {70, 64, 0}},
      Known{{Program::counter, Fix::none, 3, 1}, {90, 84, 0}},
      Known{{Program::withdraw, Fix::none, 2, 1}, {6, 4, 0}},
      Known{{Program::locks, Fix::none, 2, 1}, {6, 2, 2}},
      Known{{Program::philosophers, Fix::none, 3, 1}, {168, 6, 6}},
  };
  for (const auto& [shape, counts] : known) {
    CAPTURE(lanes::testing::name_of(shape));
    CHECK(counted(shape) == counts);
  }
}

TEST_CASE("the most threads and times are counted as well", "[sharing]") {
  // 24! / 6!⁴ schedules; those that are right take turns load by store, in any order of the 12
  // turns.
  const auto counts = counted({Program::counter, Fix::none, 4, 3});
  REQUIRE(counts);
  CHECK(counts->interleavings == 2'308'743'493'056);
  CHECK(counts->interleavings - counts->failing == 369'600);
  CHECK(counts->deadlocks == 0);
}

TEST_CASE("two threads that add 2 each leave at least 2", "[sharing]") {
  const auto truth = brute_force(explored_program({Program::counter, Fix::none, 2, 2}), 70);
  REQUIRE(truth);
  CHECK(truth->outcomes == std::set<Value>{2, 3, 4});
}

TEST_CASE("one execution is run for each class of schedules", "[sharing]") {
  // N!² for loads and stores: the order of the stores, and which of them each load sees.
  for (const auto& [threads, classes] :
       {std::pair{2U, 4U}, std::pair{3U, 36U}, std::pair{4U, 576U}}) {
    auto search = all_classes_of({Program::counter, Fix::none, threads, 1});
    search.advance(to_the_end);
    CHECK(search.executions() == classes);
    CHECK(search.cut() == 0);
    CHECK(search.exhausted());
  }
  for (const auto& [threads, classes] :
       {std::pair{2U, 2U}, std::pair{3U, 6U}, std::pair{4U, 24U}}) {
    auto search = all_classes_of({Program::counter, Fix::atomic, threads, 1});
    search.advance(to_the_end);
    CHECK(search.executions() == classes);
    CHECK(search.cut() == 0);
  }
}

TEST_CASE("what the explorer says is what running every schedule says", "[sharing]") {
  constexpr std::uint64_t most = 40'000;
  std::size_t compared = 0;
  for (const auto& shape : all_shapes(3, 3)) {
    CAPTURE(lanes::testing::name_of(shape));
    const auto counts = counted(shape);
    const auto truth = brute_force(explored_program(shape), most);
    if (!truth) {
      CHECK((!counts || counts->interleavings > most));
      continue;
    }
    ++compared;
    CHECK(counts == truth->counts);

    auto classes = all_classes_of(shape);
    classes.advance(to_the_end);
    CHECK(classes.executions() == truth->classes.size());
    CHECK((classes.failing() > 0) == (truth->counts.failing > 0));
    CHECK((classes.deadlocks() > 0) == (truth->counts.deadlocks > 0));

    const auto exploration = explore(explored_program(shape));
    CHECK(exploration.counts == truth->counts);
    if (truth->least_switches) {
      CHECK(exploration.verdict == Verdict::found);
      REQUIRE(exploration.shortest);
      CHECK(exploration.shortest->fewest);
      CHECK(exploration.shortest->replay.switches == *truth->least_switches);
    } else {
      CHECK(exploration.verdict == Verdict::proved);
      CHECK_FALSE(exploration.shortest);
    }
  }
  CHECK(compared > 80);
}
