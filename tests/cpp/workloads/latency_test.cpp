#include "workloads/latency.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "base/mix64.hpp"

using namespace lanes;

// First outputs of SplitMix64 seeded with 0, from the reference implementation of Vigna (2015).
TEST_CASE("mix64 is SplitMix64", "[latency]") {
  STATIC_REQUIRE(mix64(0) == 0xe220a8397b1dcdafU);
  STATIC_REQUIRE(mix64(0x9e3779b97f4a7c15U) == 0x6e789e6aa1b965f4U);
}

TEST_CASE("latency stays within its jitter and depends on the seed alone", "[latency]") {
  std::set<std::uint32_t> seen;
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    CHECK(latency_of(seed, 200, 0) == 200);
    const auto latency = latency_of(seed, 200, 50);
    CHECK(latency >= 100);
    CHECK(latency <= 300);
    CHECK(latency == latency_of(seed, 200, 50));
    CHECK(latency_of(seed, 10'000, 100) <= 10'000);
    seen.insert(latency);
  }
  CHECK(seen.size() > 150);
}
