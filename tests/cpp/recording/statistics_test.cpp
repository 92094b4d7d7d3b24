#include "recording/statistics.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <numeric>

using namespace lanes;
using namespace std::chrono_literals;

TEST_CASE("percentile is the nearest rank", "[statistics]") {
  std::vector<double> hundred(100);
  std::iota(hundred.rbegin(), hundred.rend(), 1.0);
  CHECK(percentile(hundred, 50) == 50);
  CHECK(percentile(hundred, 95) == 95);
  CHECK(percentile(hundred, 99) == 99);
  CHECK(percentile(hundred, 100) == 100);
  CHECK(percentile(hundred, 0.1) == 1);
  std::vector<double> five{35, 20, 15, 50, 40};
  CHECK(percentile(five, 30) == 20);
  CHECK(percentile(five, 50) == 35);
}

TEST_CASE("percentiles of nothing are 0, of one value that value", "[statistics]") {
  CHECK(percentile({}, 50) == 0);
  const auto one = summarise_latency({3.5});
  CHECK(one.p50_ms == 3.5);
  CHECK(one.p99_ms == 3.5);
  CHECK(one.max_ms == 3.5);
}

TEST_CASE("max_overlap counts stays that share a moment", "[statistics]") {
  CHECK(max_overlap({}) == 0);
  const std::vector<Stay> apart{{0ms, 10ms}, {10ms, 20ms}, {20ms, 30ms}};
  CHECK(max_overlap(apart) == 1);
  const std::vector<Stay> together{{0ms, 10ms}, {2ms, 3ms}, {9ms, 20ms}, {2ms, 30ms}};
  CHECK(max_overlap(together) == 3);
  const std::vector<Stay> empty{{5ms, 5ms}, {5ms, 5ms}};
  CHECK(max_overlap(empty) == 0);
}
