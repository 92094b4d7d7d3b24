#include <catch2/catch_test_macros.hpp>

#include "sharing/shapes.hpp"

using namespace lanes::sharing;

TEST_CASE("programs and fixes are found by their names", "[sharing]") {
  for (const auto& entry : programs()) {
    CHECK(find_program(entry.name) == entry.program);
    CHECK(&entry_of(entry.program) == &entry);
    CHECK(entry.fixes.front() == Fix::none);
    for (const auto fix : entry.fixes) CHECK(find_fix(name_of(fix)) == fix);
  }
  CHECK_FALSE(find_program("Counter"));
  CHECK_FALSE(find_fix(""));
}

TEST_CASE("a fix that does not fit, or a size out of range, is told in a sentence", "[sharing]") {
  const auto error = [](const Sharing& shape) { return explorable(shape).error(); };
  CHECK(error({Program::withdraw, Fix::sharded, 2, 1}) ==
        "The fix sharded does not fit withdraw. These do: none, mutex, cas, queue.");
  CHECK(error({Program::counter, Fix::none, 5, 1}) ==
        "Schedules are explored for 2 to 4 threads, not for 5.");
  CHECK(error({Program::counter, Fix::none, 1, 1}).ends_with("not for 1."));
  CHECK(error({Program::counter, Fix::none, 2, 0}).ends_with("not for 0."));
  CHECK(error({Program::counter, Fix::none, 2, 4}).ends_with("not for 4."));
  for (const auto& shape : lanes::testing::all_shapes(4, 3)) CHECK(explorable(shape) == shape);
}
