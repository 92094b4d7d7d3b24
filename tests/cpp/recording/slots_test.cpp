#include "recording/slots.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lanes;

TEST_CASE("the lowest free slot is given first", "[slots]") {
  Slots slots;
  CHECK(slots.take() == 0);
  CHECK(slots.take() == 1);
  CHECK(slots.take() == 2);
  slots.give_back(2);
  slots.give_back(0);
  CHECK(slots.take() == 0);
  CHECK(slots.take() == 2);
  CHECK(slots.take() == 3);
}
