#include "sharing/explorer/replay.hpp"

#include <catch2/catch_test_macros.hpp>

#include "sharing/explorer/explorer.hpp"
#include "sharing/shapes.hpp"

using namespace lanes::sharing;

namespace {

const Sharing lost_update{Program::counter, Fix::none, 2, 1};

std::string error_of(const Sharing& shape, std::string_view schedule) {
  const auto replayed = replay(explored_program(shape), schedule);
  return replayed ? "none" : replayed.error();
}

}  // namespace

TEST_CASE("a schedule shows what each step sees and leaves", "[sharing]") {
  const auto replayed = replay(explored_program(lost_update), "ABAB");
  REQUIRE(replayed);
  CHECK(replayed->ending == Ending::broken);
  CHECK(replayed->outcome == 1);
  CHECK(replayed->switches == 2);
  REQUIRE(replayed->steps.size() == 4);
  CHECK(replayed->steps[0].what == "load total");
  CHECK(replayed->steps[1].sees == "0");
  CHECK(replayed->steps[2].what == "store 1 to total");
  CHECK(replayed->steps[3].leaves == "1");
  CHECK(replayed->steps[0].line == replayed->steps[1].line);
  CHECK(replayed->steps[2].line == replayed->steps[0].line + 1);
}

TEST_CASE("a switch is a turn of another thread although the last could go on", "[sharing]") {
  const auto switches = [](std::string_view schedule) {
    return replay(explored_program(lost_update), schedule)->switches;
  };
  CHECK(switches("AABB") == 0);
  CHECK(switches("ABBA") == 1);
  CHECK(switches("ABAB") == 2);
}

TEST_CASE("a deadlock is a whole schedule, and says who holds what", "[sharing]") {
  const auto replayed = replay(explored_program({Program::locks, Fix::none, 2, 1}), "AB");
  REQUIRE(replayed);
  CHECK(replayed->ending == Ending::deadlock);
  CHECK(replayed->steps[1].what == "lock right lock");
  CHECK(replayed->steps[1].leaves == "held by B");
  CHECK(replayed->threads == 2);
  REQUIRE(replayed->stuck.size() == 2);
  CHECK(replayed->stuck[0].wait == WaitFor{0, "right lock", 1});
  CHECK(replayed->stuck[1].wait == WaitFor{1, "left lock", 0});
  // Each stands at its second lock.
  CHECK(replayed->stuck[0].line == replayed->steps[0].line + 1);
  CHECK(replayed->stuck[1].line == replayed->stuck[0].line);
}

TEST_CASE("what is used is told as it is before the first step", "[sharing]") {
  const auto before = [](const Sharing& shape, std::string_view schedule) {
    std::string all;
    for (const auto& [name, holds] : replay(explored_program(shape), schedule)->objects) {
      all += name + ": " + holds + "; ";
    }
    return all;
  };
  CHECK(before({Program::withdraw, Fix::mutex, 2, 1}, "AAAABBB") == "lock: free; balance: 100; ");
  CHECK(before({Program::counter, Fix::queue, 2, 1}, "ABCCCCCC") == "inbox: 0 in it; total: 0; ");
  // Those that are only waited for come last.
  CHECK(before({Program::locks, Fix::none, 2, 1}, "AB") == "left lock: free; right lock: free; ");
}

TEST_CASE("an execution that ends leaves nobody stuck", "[sharing]") {
  const auto replayed = replay(explored_program(lost_update), "ABAB");
  REQUIRE(replayed);
  CHECK(replayed->stuck.empty());
}

TEST_CASE("the first lines are those of the first steps, the owner's last", "[sharing]") {
  const auto lines = first_lines(explored_program({Program::counter, Fix::queue, 2, 1}));
  const auto replayed = replay(explored_program({Program::counter, Fix::queue, 2, 1}), "ABCCCCCC");
  REQUIRE(replayed);
  CHECK(lines ==
        std::vector{replayed->steps[0].line, replayed->steps[1].line, replayed->steps[2].line});
}

TEST_CASE("an impossible or cut schedule is told as that", "[sharing]") {
  CHECK(error_of(lost_update, "AAA") == "Step 3 of the schedule is impossible: A has ended.");
  CHECK(error_of(lost_update, "AC") ==
        "Step 2 of the schedule is impossible: the threads are A to B.");
  CHECK(error_of(lost_update, "a") ==
        "Step 1 of the schedule is impossible: the threads are A to B.");
  CHECK(error_of(lost_update, "ABA") ==
        "The schedule is cut off: after its 3 steps threads can still go on.");
  CHECK(error_of(lost_update, "") ==
        "The schedule is cut off: after its 0 steps threads can still go on.");
  CHECK(error_of({Program::counter, Fix::mutex, 2, 1}, "AB") ==
        "Step 2 of the schedule is impossible: B waits for lock, held by A.");
  CHECK(error_of({Program::counter, Fix::queue, 2, 1}, "C") ==
        "Step 1 of the schedule is impossible: C waits for inbox, which is empty.");
  CHECK(error_of(lost_update, std::string(20'000, 'A')).contains("longer than"));
}

TEST_CASE("every failing schedule that is found fails again when it is replayed", "[sharing]") {
  for (const auto& shape : lanes::testing::all_shapes(4, 1)) {
    CAPTURE(lanes::testing::name_of(shape));
    const auto exploration = explore(explored_program(shape));
    CHECK(exploration.shortest.has_value() == (shape.fix == Fix::none));
    if (!exploration.shortest) continue;
    const auto again = replay(explored_program(shape), exploration.shortest->schedule);
    REQUIRE(again);
    CHECK(again->ending != Ending::right);
    CHECK(again->switches == exploration.shortest->replay.switches);
  }
}
