#include "recording/spans.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>

using namespace lanes;
using namespace std::chrono_literals;

TEST_CASE("spans are columns in milliseconds, ordered by start", "[spans]") {
  Spans spans;
  spans.add(1, 7, SpanKind::running, 30ms, 40ms);
  spans.add(0, 8, SpanKind::waiting, 10ms, 25ms);
  spans.add(0, 9, SpanKind::queued, 10ms, 12ms);
  spans.sort_by_start();
  REQUIRE(spans.count() == 3);
  CHECK(spans.task == std::vector<TaskIndex>{8, 9, 7});
  CHECK(spans.lane == std::vector<Lane>{0, 0, 1});
  CHECK(spans.kind == std::vector{SpanKind::waiting, SpanKind::queued, SpanKind::running});
  CHECK(spans.start_ms == std::vector{10.0, 10.0, 30.0});
  CHECK(spans.end_ms == std::vector{25.0, 12.0, 40.0});
}

TEST_CASE("a span never ends before it starts", "[spans]") {
  Spans spans;
  spans.add(0, 0, SpanKind::running, 5ms, 4ms);
  CHECK(spans.end_ms == std::vector{5.0});
}
