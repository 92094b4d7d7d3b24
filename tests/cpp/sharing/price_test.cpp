#include "sharing/threads/price.hpp"

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace lanes;
using namespace lanes::sharing;
using namespace std::chrono_literals;

TEST_CASE("percentiles of waits count those that did not wait", "[sharing]") {
  WaitTimes waits;
  CHECK(waits.percentile(50, 0) == 0ns);
  waits.add(1'000ns);
  waits.add(2'000ns);
  waits.add(1'000'000ns);
  CHECK(waits.count() == 3);
  CHECK(waits.longest() == 1ms);
  // Of 100, 97 had nothing to wait for.
  CHECK(waits.percentile(50, 100) == 0ns);
  CHECK(waits.percentile(97, 100) == 0ns);
  const auto p98 = waits.percentile(98, 100);
  CHECK(p98 >= 1'000ns);
  CHECK(p98 <= 1'063ns);
  CHECK(waits.percentile(100, 100) == 1ms);
  CHECK(waits.percentile(100, 3) == 1ms);
  // Exact where times are short.
  WaitTimes short_ones;
  short_ones.add(7ns);
  short_ones.add(-1ns);
  CHECK(short_ones.percentile(50, 2) == 0ns);
  CHECK(short_ones.percentile(100, 2) == 7ns);
}

TEST_CASE("a percentile is never too low, and at most a sixteenth too high", "[sharing]") {
  for (std::int64_t ns = 1; ns < 1'000'000'000'000; ns = ns * 5 / 3 + 1) {
    WaitTimes waits;
    waits.add(Moment(ns));
    waits.add(Moment(ns * 3));
    const auto median = waits.percentile(50, 2);
    CHECK(median >= Moment(ns));
    CHECK(median.count() <= ns + ns / 16);
  }
}

TEST_CASE("fairness is 1 for equal speeds, and 1 ÷ threads if one has it all", "[sharing]") {
  CHECK(fairness({}) == 1);
  CHECK(fairness(std::array{3.0, 3.0, 3.0}) == Catch::Approx(1));
  CHECK(fairness(std::array{5.0, 0.0, 0.0, 0.0}) == Catch::Approx(0.25));
}

TEST_CASE("a measurement gives up when it is told to", "[sharing]") {
  ThreadPool pool(pool_size_for(2));
  int asked = 0;
  measure_price(pool, Fix::atomic, 2, Spacing::neighbouring, 1h, [&] { return ++asked < 3; });
  CHECK(asked == 3);
}

TEST_CASE("the price of each fix is measured, for one thread and for several", "[sharing]") {
  ThreadPool pool(pool_size_for(most_threads));
  for (const auto fix : entry_of(Program::counter).fixes) {
    for (const std::uint32_t threads : {1U, 3U}) {
      CAPTURE(name_of(fix), threads);
      const auto price = measure_price(pool, fix, threads, Spacing::neighbouring, 5ms);
      CHECK(price.operations_per_s > 0);
      CHECK(price.wait_p50 <= price.wait_p99);
      CHECK(price.wait_p99 <= price.wait_longest);
      CHECK(price.fairness > 1.0 / threads - 1e-9);
      CHECK(price.fairness <= 1 + 1e-9);
      if (fix != Fix::mutex && fix != Fix::queue) CHECK(price.wait_longest == 0ns);
    }
  }
  CHECK(measure_price(pool, Fix::sharded, 2, Spacing::padded, 5ms).operations_per_s > 0);
  CHECK(
      measure_price(pool, Fix::atomic, most_threads_priced, Spacing::padded, 5ms).operations_per_s >
      0);
}
