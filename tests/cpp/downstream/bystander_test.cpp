#include "downstream/bystander.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <vector>

#include "downstream/client_report.hpp"
#include "downstream/what_if.hpp"

using namespace lanes;
using namespace std::chrono_literals;

namespace {

constexpr BystanderSpec every_ten{.every = 10ms, .timeout = 50ms, .latency_ms = 20};

/// All outcomes of the bystander's requests when the model is advanced in `step`s.
std::vector<Served> played(const DownstreamSpec& shape, Moment step, Moment end) {
  Downstream downstream(shape);
  Bystander bystander(every_ten, 0ms);
  for (std::uint32_t id = 0; id < 500; ++id) downstream.submit(id, 20ms, 0ms);
  for (Moment now{}; now <= end; now += step) {
    bystander.send_due(downstream, now);
    downstream.advance(now);
  }
  auto served = downstream.take_ended();
  std::erase_if(served, [](const Served& request) { return !Bystander::sent_it(request); });
  return served;
}

}  // namespace

TEST_CASE("a client with a shorter timeout gives up while others wait on", "[downstream]") {
  Downstream downstream({.connections = 1, .queue = 10, .timeout = 1s});
  downstream.submit(0, 100ms, 0ms);
  downstream.submit(1, 100ms, 0ms);
  downstream.submit(2, 100ms, 10ms, 50ms);
  downstream.submit(3, 100ms, 20ms);
  downstream.advance(1s);
  const auto ended = downstream.take_ended();
  REQUIRE(ended.size() == 4);
  CHECK((ended[0].id == 2 && ended[0].how == Answer::timed_out && ended[0].ended == 60ms));
  CHECK((ended[1].id == 0 && ended[2].id == 1 && ended[3].id == 3));
  CHECK(ended[3].ended == 300ms);
}

TEST_CASE("a place in the queue that was given up is free for the next", "[downstream]") {
  Downstream downstream({.connections = 1, .queue = 1, .timeout = 1s});
  downstream.submit(0, 100ms, 0ms);
  downstream.submit(1, 100ms, 0ms, 30ms);
  downstream.submit(2, 100ms, 30ms);
  downstream.advance(1s);
  const auto ended = downstream.take_ended();
  REQUIRE(ended.size() == 3);
  CHECK(ended[0].how == Answer::timed_out);
  CHECK((ended[2].id == 2 && ended[2].how == Answer::answered));
}

TEST_CASE("a bystander sends at its own moments, however late the model is told the time",
          "[bystander]") {
  const DownstreamSpec shape{.connections = 20, .queue = 1000, .timeout = 300ms};
  const auto exact = played(shape, 1ms, 1s);
  const auto late = played(shape, 37ms, 1036ms);
  REQUIRE(exact.size() >= 90);
  REQUIRE(late.size() >= exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    CHECK(exact[i].sent % 10ms == 0ms);
    CHECK((exact[i].id == late[i].id && exact[i].how == late[i].how));
    CHECK((exact[i].sent == late[i].sent && exact[i].ended == late[i].ended));
  }
}

TEST_CASE("where there is no bystander nothing is sent", "[bystander]") {
  Downstream downstream({.connections = 1});
  Bystander nobody({}, 0ms);
  nobody.send_due(downstream, 1h);
  CHECK_FALSE(nobody.next_request());
  CHECK(nobody.sent() == 0);
  CHECK_FALSE(downstream.next_event());
}

TEST_CASE("a stampede fails the bystander; twenty in flight do not", "[bystander]") {
  const std::uint32_t seed = GENERATE(1U, 2U, 3U);
  const auto at = [seed](std::uint32_t limit) {
    return simulate({.downstream = {.connections = 20, .queue = 10'000, .timeout = 1s},
                     .tasks = 10'000,
                     .limit = limit,
                     .seed = seed,
                     .latency_ms = 20,
                     .jitter_percent = 50,
                     .bystander_every = 50ms,
                     .bystander_timeout = 250ms});
  };
  const auto broken = at(10'000);
  const auto fixed = at(20);
  CHECK(broken.client.answered < 0.2 * broken.client.sent);
  CHECK(broken.bystander.timed_out > 0.5 * broken.bystander.sent);
  CHECK(fixed.client.answered == 10'000);
  CHECK(fixed.bystander.answered == fixed.bystander.sent);
  CHECK(fixed.bystander.p99_ms < 50);
  // Twenty connections of 20 ms serve 1000 a second, and the bystander asks for 20 of them.
  CHECK(fixed.throughput_per_s > 950);
}

TEST_CASE("a client's report may be asked for again and again as it grows", "[bystander]") {
  ClientBooks books;
  for (const auto stay : {30ms, 10ms, 20ms}) {
    books.send();
    books.add({.id = 0, .how = Answer::answered, .sent = 0ms, .began = 0ms, .ended = stay});
    CHECK(books.report().p99_ms == 30);
  }
  CHECK(books.report().p50_ms == 20);
  CHECK(books.ended() == books.sent());
}
