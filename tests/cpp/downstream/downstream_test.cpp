#include "downstream/downstream.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "base/mix64.hpp"
#include "downstream/answers.hpp"
#include "downstream/blocking_downstream.hpp"
#include "downstream/what_if.hpp"

using namespace lanes;
using namespace std::chrono_literals;

namespace {

constexpr Moment for_ever = 1'000'000h;

/// A number from mix64 in (0, 1], by index.
double unit_of(std::uint64_t index) {
  return (static_cast<double>(mix64(index) >> 11U) + 1) * 0x1p-53;
}

/// Exponential with this mean, by inversion. Tests only: std::log may differ between libraries in
/// its last digit, which no digest may, but a mean over 10^5 draws does not notice.
Moment exponential(std::uint64_t index, double mean_s) {
  return std::chrono::duration_cast<Moment>(
      std::chrono::duration<double>(-mean_s * std::log(unit_of(index))));
}

/// Chance that an arrival has to wait in M/M/c with `load` = lambda/mu erlangs: Erlang's C formula,
/// by the recurrence of the B formula (Kleinrock, "Queueing Systems, Volume 1: Theory", 1975,
/// section 3.5, equation 3.43; Cooper, "Introduction to Queueing Theory", 1981, for the
/// recurrence).
double erlang_c(std::uint32_t servers, double load) {
  double b = 1;
  for (std::uint32_t c = 1; c <= servers; ++c) b = load * b / (c + load * b);
  return servers * b / (servers - load * (1 - b));
}

/// Requests that arrive as time goes by, with all that the model says of them.
struct Traffic {
  std::uint32_t requests = 20'000;
  std::uint64_t seed = 1;
  double arrival_mean_s = 0.01;
  double service_mean_s = 0.035;
};

struct Observed {
  std::vector<Served> served;
  /// Sum over all time of requests in the system, in ns: the integral of L.
  Moment presence{};
  std::size_t most_in_service = 0;
  std::size_t most_waiting = 0;
};

Observed observe(const DownstreamSpec& spec, const Traffic& traffic) {
  Downstream downstream(spec);
  Observed observed;
  Moment now{};
  const auto move_to = [&](Moment to) {
    observed.most_in_service = std::max(observed.most_in_service, downstream.in_service());
    observed.most_waiting = std::max(observed.most_waiting, downstream.waiting());
    observed.presence += (to - now) * (downstream.in_service() + downstream.waiting());
    now = to;
  };
  const auto play_until = [&](Moment end) {
    for (auto next = downstream.next_event(); next && *next <= end;
         next = downstream.next_event()) {
      move_to(*next);
      downstream.advance(*next);
    }
  };
  Moment arrival{};
  for (std::uint32_t i = 0; i < traffic.requests; ++i) {
    arrival += exponential(traffic.seed + 2ULL * i, traffic.arrival_mean_s);
    play_until(arrival);
    move_to(arrival);
    downstream.submit(i, exponential(traffic.seed + 2ULL * i + 1, traffic.service_mean_s), arrival);
  }
  play_until(for_ever);
  observed.served = downstream.take_ended();
  return observed;
}

std::vector<DownstreamSpec> shapes() {
  return {{.connections = 1, .queue = 0, .timeout = 1s},
          {.connections = 4, .queue = 10, .timeout = 20ms},
          {.connections = 3, .queue = 5, .timeout = for_ever},
          {.connections = 2, .queue = 1'000'000, .timeout = 50ms},
          {.connections = 4, .queue = 1'000'000, .timeout = for_ever}};
}

}  // namespace

TEST_CASE("a request waits for a connection, and no longer than the timeout", "[downstream]") {
  Downstream downstream({.connections = 1, .queue = 2, .timeout = 150ms});
  downstream.submit(0, 100ms, 0ms);
  downstream.submit(1, 100ms, 0ms);
  downstream.submit(2, 100ms, 0ms);
  downstream.submit(3, 100ms, 0ms);
  CHECK(downstream.next_event() == 100ms);
  downstream.advance(99ms);
  const auto refused = downstream.take_ended();
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].id == 3);
  CHECK(refused[0].how == Answer::refused);
  downstream.advance(1s);
  CHECK_FALSE(downstream.next_event());
  const auto ended = downstream.take_ended();
  REQUIRE(ended.size() == 3);
  CHECK((ended[0].id == 0 && ended[0].how == Answer::answered && ended[0].ended == 100ms));
  CHECK((ended[1].id == 2 && ended[1].how == Answer::timed_out && ended[1].ended == 150ms));
  CHECK((ended[2].id == 1 && ended[2].began == 100ms && ended[2].ended == 200ms));
}

TEST_CASE("a connection that comes free at the very moment of a timeout serves", "[downstream]") {
  Downstream downstream({.connections = 1, .queue = 1, .timeout = 100ms});
  downstream.submit(0, 100ms, 0ms);
  downstream.submit(1, 5ms, 0ms);
  downstream.advance(1s);
  const auto ended = downstream.take_ended();
  REQUIRE(ended.size() == 2);
  CHECK(ended[1].how == Answer::answered);
  CHECK(ended[1].ended == 105ms);
}

TEST_CASE("every request sent ends once, in one of three ways", "[downstream]") {
  const auto shape = GENERATE(Catch::Generators::from_range(shapes()));
  const auto observed = observe(shape, {});
  std::set<std::uint64_t> ids;
  for (const auto& request : observed.served) ids.insert(request.id);
  CHECK(observed.served.size() == 20'000);
  CHECK(ids.size() == 20'000);
  CHECK(std::ranges::is_sorted(observed.served, {}, &Served::ended));
}

TEST_CASE("the pool and the queue are used in full and never exceeded", "[downstream]") {
  const auto shape = GENERATE(Catch::Generators::from_range(shapes()));
  const auto observed = observe(shape, {});
  CHECK(observed.most_in_service == shape.connections);
  CHECK(observed.most_waiting <= shape.queue);
  // Recounted from what the requests say of themselves: +1 begins, -1 ends; an end comes first.
  std::vector<std::pair<Moment, int>> changes;
  for (const auto& request : observed.served) {
    if (request.how != Answer::answered) continue;
    changes.emplace_back(request.began, 1);
    changes.emplace_back(request.ended, -1);
  }
  std::ranges::sort(changes);
  int held = 0;
  int most = 0;
  for (const auto& change : changes) most = std::max(most, held += change.second);
  CHECK(most == static_cast<int>(shape.connections));
}

TEST_CASE("no request overtakes another in the queue", "[downstream]") {
  const auto shape = GENERATE(Catch::Generators::from_range(shapes()));
  auto served = observe(shape, {}).served;
  std::erase_if(served, [](const Served& request) { return request.how != Answer::answered; });
  std::ranges::sort(served, {}, &Served::id);
  CHECK(std::ranges::is_sorted(served, {}, &Served::began));
}

TEST_CASE("nobody waits longer than the timeout, and who times out has waited it", "[downstream]") {
  const auto shape = GENERATE(Catch::Generators::from_range(shapes()));
  for (const auto& request : observe(shape, {}).served) {
    const auto wait = request.began - request.sent;
    if (request.how == Answer::answered && wait > shape.timeout) FAIL("waited too long");
    if (request.how == Answer::timed_out && wait != shape.timeout)
      FAIL("timed out at another time");
    if (request.how == Answer::refused && wait != 0ms) FAIL("refused late");
  }
}

// Little, "A Proof for the Queuing Formula: L = lambda W", Operations Research 9 (1961). Over a
// stretch that begins and ends empty it holds exactly, and here in whole nanoseconds.
TEST_CASE("Little's law holds exactly", "[downstream]") {
  const auto shape = GENERATE(Catch::Generators::from_range(shapes()));
  const auto observed = observe(shape, {});
  const auto stays =
      std::transform_reduce(observed.served.begin(), observed.served.end(), Moment{}, std::plus{},
                            [](const Served& request) { return request.ended - request.sent; });
  CHECK(observed.presence == stays);
}

// Erlang C gives the mean wait of M/M/c: Wq = C(c, a) / (c mu - lambda). Waits of neighbours depend
// on each other, so the error is estimated from the means of 50 long batches.
TEST_CASE("M/M/c waits as long as Erlang C says", "[downstream]") {
  struct Case {
    std::uint32_t servers;
    double use;
  };
  const auto [servers, use] = GENERATE(Case{1, 0.7}, Case{4, 0.8}, Case{20, 0.9});
  const double service_s = 0.2;
  const Traffic traffic{.requests = 1'000'000,
                        .seed = 12345,
                        .arrival_mean_s = service_s / (servers * use),
                        .service_mean_s = service_s};
  auto served =
      observe({.connections = servers, .queue = 1'000'000, .timeout = for_ever}, traffic).served;
  std::ranges::sort(served, {}, &Served::id);
  constexpr std::size_t batches = 50;
  const std::size_t length = served.size() / batches;
  std::array<double, batches> means{};
  double waited = 0;
  for (std::size_t i = 0; i < served.size(); ++i) {
    const auto wait = std::chrono::duration<double>(served[i].began - served[i].sent);
    means[i / length] += wait.count() / static_cast<double>(length);
    waited += wait > 0s ? 1 : 0;
  }
  const double mean = std::reduce(means.begin(), means.end()) / batches;
  double squares = 0;
  for (const double of_batch : means) squares += (of_batch - mean) * (of_batch - mean);
  const double error = std::sqrt(squares / (batches - 1) / batches);

  const double chance = erlang_c(servers, servers * use);
  const double expected = chance * service_s / (servers * (1 - use));
  CAPTURE(servers, use, mean, expected, error);
  CHECK(error < 0.05 * expected);
  CHECK(std::abs(mean - expected) < 3 * error);
  CHECK(std::abs(waited / 1e6 - chance) < 0.01);
}

// Erlang's B formula, of the same book (equation 3.45): without a queue, M/M/c/c refuses this
// share.
TEST_CASE("without a queue as many are refused as Erlang B says", "[downstream]") {
  const auto served =
      observe({.connections = 4, .queue = 0, .timeout = 1s}, {.requests = 500'000, .seed = 99})
          .served;
  const double load = 3.5;
  double b = 1;
  for (int c = 1; c <= 4; ++c) b = load * b / (c + load * b);
  const auto refused = std::ranges::count(served, Answer::refused, &Served::how);
  CHECK(std::abs(static_cast<double>(refused) / 500'000 - b) < 0.004);
}

TEST_CASE("a what-if gives the same answer to the same question", "[what-if]") {
  const WhatIf question{.downstream = {.connections = 5, .queue = 20, .timeout = 500ms},
                        .tasks = 1000,
                        .limit = 20,
                        .seed = 7,
                        .latency_ms = 100,
                        .jitter_percent = 50,
                        .bystander_every = 50ms};
  const auto first = simulate(question);
  const auto again = simulate(question);
  CHECK(first.wall == again.wall);
  CHECK(first.client.p99_ms == again.client.p99_ms);
  CHECK(first.bystander.p99_ms == again.bystander.p99_ms);
  auto other = question;
  other.seed = 100'000;
  CHECK(simulate(other).wall != first.wall);
}

TEST_CASE("what the clients of a what-if sent adds up", "[what-if]") {
  const std::uint32_t limit = GENERATE(1U, 5U, 20U, 60U, 1000U);
  const auto report = simulate({.downstream = {.connections = 5, .queue = 40, .timeout = 300ms},
                                .tasks = 500,
                                .limit = limit,
                                .seed = 1,
                                .latency_ms = 100,
                                .jitter_percent = 20,
                                .bystander_every = 40ms});
  for (const auto& client : {report.client, report.bystander}) {
    CHECK(client.answered + client.refused + client.timed_out == client.sent);
  }
  CHECK(report.client.sent == 500);
  CHECK(report.bystander.sent > 0);
}

TEST_CASE("a limit up to the pool adds throughput; beyond it only waiting", "[what-if]") {
  const auto at = [](std::uint32_t limit) {
    return simulate({.downstream = {.connections = 10, .queue = 10'000, .timeout = 60s},
                     .tasks = 1000,
                     .limit = limit,
                     .seed = 1,
                     .latency_ms = 100});
  };
  // Ten connections of 100 ms serve 100 requests a second.
  CHECK(std::abs(at(5).throughput_per_s - 50) < 0.5);
  CHECK(std::abs(at(10).throughput_per_s - 100) < 0.5);
  CHECK(std::abs(at(100).throughput_per_s - 100) < 0.5);
  CHECK(at(10).client.p99_ms == 100);
  CHECK(at(100).client.p99_ms == 1000);
}

TEST_CASE("a client without a limit that matters makes the bystander wait", "[what-if]") {
  const auto bystander = [](std::uint32_t limit) {
    return simulate({.downstream = {.connections = 10, .queue = 10'000, .timeout = 60s},
                     .tasks = 2000,
                     .limit = limit,
                     .seed = 1,
                     .latency_ms = 100,
                     .bystander_every = 100ms})
        .bystander;
  };
  CHECK(bystander(8).p99_ms == 100);
  CHECK(bystander(500).p99_ms > 4000);
}

TEST_CASE("threads that block on the model share its pool", "[downstream]") {
  class SteadyClock final : public Clock {
   public:
    [[nodiscard]] Moment now() const noexcept override {
      return std::chrono::steady_clock::now() - began_;
    }

   private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  };
  const SteadyClock clock;
  BlockingDownstream downstream({.connections = 2, .queue = 3, .timeout = 1s}, clock);
  std::array<std::optional<Answer>, 8> answers;
  {
    std::vector<std::jthread> threads;
    threads.reserve(answers.size());
    for (auto& answer : answers) {
      threads.emplace_back([&] { answer = downstream.call(2s, [] { return false; }); });
    }
  }
  // All eight come within a second: two are served, three time out, three find the queue full.
  CHECK(std::ranges::count(answers, Answer::answered) == 2);
  CHECK(std::ranges::count(answers, Answer::timed_out) == 3);
  CHECK(std::ranges::count(answers, Answer::refused) == 3);
  CHECK(clock.now() >= 2s);
  CHECK(downstream.call(1h, [] { return true; }) == std::nullopt);
}

// Of tests/server/test_serve.py, which expects the same of serve.py.
TEST_CASE("rows follow from the seed", "[downstream]") {
  CHECK(row_of(0) == "{\"id\":0,\"name\":\"Tony Shannon\",\"total_cents\":170205}\n");
  CHECK(row_of(1) == "{\"id\":1,\"name\":\"Alan Ritchie\",\"total_cents\":176770}\n");
  CHECK(row_of(9999) == "{\"id\":9999,\"name\":\"Donald Turing\",\"total_cents\":662378}\n");
  CHECK(row_of(10'000) == row_of(0));
  CHECK(row_of(4'294'967'295) ==
        "{\"id\":7295,\"name\":\"Grace Liskov\",\"total_cents\":596907}\n");
  CHECK(delay_body(200) == "{\"ms\":200}\n");
}

TEST_CASE("an unanswered request says why in a sentence", "[downstream]") {
  const DownstreamSpec spec{.connections = 20, .queue = 5, .timeout = 1s};
  CHECK(reason_of(Answer::timed_out, spec) ==
        "The connection pool was exhausted: the query waited 1000 ms for a connection.");
  CHECK(reason_of(Answer::refused, spec) ==
        "The connection pool was exhausted: the query was refused because 5 were waiting already.");
  CHECK(end_of(Answer::refused, spec, "row").outcome == Outcome::failed);
  CHECK(end_of(Answer::answered, spec, "row").text == "row");
}
