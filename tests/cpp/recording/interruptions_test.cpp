#include "recording/interruptions.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <random>

using namespace lanes;
using namespace std::chrono_literals;

namespace {

/// The estimated lost share for a sequence of chunks of these durations in ms.
double lost(std::initializer_list<double> chunks_ms) {
  Interruptions seen;
  for (const double ms : chunks_ms) {
    seen.add(std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(ms)));
  }
  return std::chrono::duration<double>(seen.lost()) /
         std::chrono::duration<double>(seen.computed());
}

}  // namespace

TEST_CASE("chunks alike lose nothing", "[interruptions]") {
  CHECK(lost({1, 1, 1, 1}) == 0);
  CHECK(lost({1, 1.4, 0.8, 1.9, 1.1, 0.6}) == 0);
  // A slow device, and a clock of 1 ms.
  CHECK(lost({6, 7, 6, 5, 9, 6}) == 0);
  CHECK(lost({0, 1, 2, 0, 1, 1, 0, 2, 3}) == 0);
}

TEST_CASE("a chunk much longer than its neighbours was interrupted", "[interruptions]") {
  CHECK(lost({1, 1, 4.5, 1, 1, 1}) > 0.36);
  // Every third: a thread that has half of its core.
  CHECK(lost({1, 1, 5, 1, 1, 5, 1, 1, 5}) > 0.5);
  // The first chunk has no neighbour to compare with.
  CHECK(lost({9, 1, 1, 1}) == 0);
}

TEST_CASE("work that becomes slower is not interrupted", "[interruptions]") {
  CHECK(lost({0.5, 0.5, 6, 6, 6, 6}) == 0);
  CHECK(lost({0.5, 6, 7, 5, 0.5, 0.5, 6, 6}) == 0);
}

TEST_CASE("what is lost is never more than what was computed", "[interruptions]") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> us(0, 20'000);
  for (int round = 0; round < 200; ++round) {
    Interruptions seen;
    for (int chunk = 0; chunk < 50; ++chunk) {
      seen.add(std::chrono::microseconds(us(random)));
      CHECK(seen.lost() >= Moment::zero());
      CHECK(seen.lost() <= seen.computed());
    }
  }
}

TEST_CASE("what other threads told is added", "[interruptions]") {
  Interruptions seen;
  seen.add(10ms, 4ms);
  seen.add(6ms, 0ms);
  CHECK(seen.computed() == 16ms);
  CHECK(seen.lost() == 4ms);
}
