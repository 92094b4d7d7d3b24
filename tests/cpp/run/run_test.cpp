#include "run/run.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <mutex>
#include <vector>

#include "manual.hpp"
#include "run/cpu_tasks.hpp"
#include "scheduling/async.hpp"
#include "scheduling/fair_mutex.hpp"
#include "scheduling/parallel.hpp"

using namespace lanes;
using namespace std::chrono_literals;
using lanes::testing::ManualClock;
using lanes::testing::ManualExecutor;

namespace {

class SteadyClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const noexcept override {
    return std::chrono::steady_clock::now() - began_;
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

RunSpec hash_spec(Strategy how) {
  return {.work = find_work("hash"),
          .how = how,
          .tasks = 6,
          .size = 10'000,
          .workers = 3,
          .limit = 2,
          .seed = 1};
}

Detached run_and_flag(Async<Done> all, bool& ended) {
  co_await all;
  ended = true;
}

RunReport run_hash(Strategy how) {
  const SteadyClock clock;
  RunControl control;
  Run run(hash_spec(how), clock, control, 3);
  if (how == Strategy::parallel) {
    ThreadPool pool(3);
    run_parallel(run.spec().tasks, run.spec().workers, pool,
                 [&run](TaskIndex task, Lane lane) { run_job(run, task, lane); });
  } else {
    ManualExecutor executor;
    Turns turns = how == Strategy::sliced ? Turns(executor, clock, 1ms) : Turns();
    bool ended = false;
    run_and_flag(schedule(
                     how, run.spec().tasks,
                     [&](TaskIndex task) { return run_job_in_turns(run, task, 0, turns); },
                     run.spec().limit, turns),
                 ended);
    executor.drain();
    REQUIRE(ended);
  }
  REQUIRE(control.ended == 6);
  return run.report();
}

}  // namespace

TEST_CASE("threads that share one lock compute one at a time, with the same digests", "[run]") {
  const auto alone = run_hash(Strategy::sequential);
  const SteadyClock clock;
  RunControl control;
  auto spec = hash_spec(Strategy::parallel);
  // Long enough for several switches each.
  spec.size = 100'000;
  Run run(spec, clock, control, 3);
  FairMutex lock;
  {
    ThreadPool pool(3);
    run_parallel(spec.tasks, spec.workers, pool,
                 [&](TaskIndex task, Lane lane) { run_job_under_lock(run, task, lane, lock); });
  }
  const auto report = run.report();
  struct Turn {
    double from;
    double to;
    Lane lane;
  };
  std::vector<Turn> turns;
  const auto& spans = report.spans;
  for (std::size_t i = 0; i < spans.kind.size(); ++i) {
    if (spans.kind[i] != SpanKind::running) continue;
    turns.push_back({spans.start_ms[i], spans.end_ms[i], spans.lane[i]});
  }
  std::ranges::sort(turns, {}, &Turn::from);
  for (std::size_t i = 1; i < turns.size(); ++i) CHECK(turns[i - 1].to <= turns[i].from);
  // Each let the others have it again and again: there are more turns than tasks.
  CHECK(turns.size() > 2 * spec.tasks);
  auto small = spec;
  small.size = hash_spec(Strategy::parallel).size;
  RunControl again;
  Run same(small, clock, again, 1);
  for (TaskIndex task = 0; task < small.tasks; ++task) run_job_under_lock(same, task, 0, lock);
  const auto shared = same.report();
  for (TaskIndex task = 0; task < small.tasks; ++task) {
    CHECK(shared.ends[task].text == alone.ends[task].text);
  }
}

TEST_CASE("a cancelled task lets go of the lock that all share", "[run]") {
  const SteadyClock clock;
  RunControl control;
  Run run(hash_spec(Strategy::parallel), clock, control, 1);
  FairMutex lock;
  control.cancelled = 1;
  for (TaskIndex task = 0; task < 6; ++task) run_job_under_lock(run, task, 0, lock);
  const auto report = run.report();
  for (const auto& end : report.ends) CHECK(end.outcome == Outcome::cancelled);
  const std::scoped_lock free(lock);
}

TEST_CASE("hash gives the same digests under all five strategies", "[run]") {
  const auto reference = run_hash(Strategy::sequential);
  const auto how =
      GENERATE(Strategy::concurrent, Strategy::bounded, Strategy::sliced, Strategy::parallel);
  const auto report = run_hash(how);
  for (TaskIndex task = 0; task < 6; ++task) {
    CHECK(report.ends[task].outcome == Outcome::ok);
    CHECK(report.ends[task].text == reference.ends[task].text);
  }
}

TEST_CASE("the spans of a run account for it", "[run]") {
  const auto how = GENERATE(Strategy::sequential, Strategy::concurrent, Strategy::bounded,
                            Strategy::sliced, Strategy::parallel);
  const auto report = run_hash(how);
  const auto wall_ms = std::chrono::duration<double, std::milli>(report.wall).count();
  const auto& spans = report.spans;
  CHECK(std::ranges::is_sorted(spans.start_ms));
  std::vector<double> lane_free_from(3, 0.0);
  for (std::size_t i = 0; i < spans.count(); ++i) {
    CHECK(spans.start_ms[i] >= 0);
    CHECK(spans.end_ms[i] <= wall_ms);
    if (spans.kind[i] != SpanKind::running) continue;
    // One thread does one thing at a time.
    CHECK(spans.start_ms[i] >= lane_free_from[spans.lane[i]]);
    lane_free_from[spans.lane[i]] = spans.end_ms[i];
  }
  CHECK(report.latency.max_ms <= wall_ms);
  CHECK(report.max_in_flight <= 6);
}

TEST_CASE("CPU work on one event loop is never two tasks at once unless it takes turns", "[run]") {
  CHECK(run_hash(Strategy::sequential).max_in_flight == 1);
  CHECK(run_hash(Strategy::concurrent).max_in_flight == 1);
  CHECK(run_hash(Strategy::sliced).max_in_flight == 6);
}

TEST_CASE("a cancelled run ends every task and keeps what had ended", "[run]") {
  const ManualClock clock;
  auto spec = hash_spec(Strategy::sequential);
  RunControl control;
  Run run(spec, clock, control, 1);
  run_job(run, 0, 0);
  control.cancelled = 1;
  for (TaskIndex task = 1; task < spec.tasks; ++task) run_job(run, task, 0);
  const auto report = run.report();
  CHECK(report.ends[0].outcome == Outcome::ok);
  for (TaskIndex task = 1; task < spec.tasks; ++task) {
    CHECK(report.ends[task].outcome == Outcome::cancelled);
    CHECK(report.ends[task].text.empty());
  }
}

TEST_CASE("a task that a cancelled run has not begun makes no input", "[run]") {
  static int made = 0;
  auto work = *find_work("hash");
  work.make = +[](const JobSpec& spec) -> std::unique_ptr<Job> {
    ++made;
    return find_work("hash")->make(spec);
  };
  auto spec = hash_spec(Strategy::concurrent);
  spec.work = &work;
  const ManualClock clock;
  RunControl control;
  Run run(spec, clock, control, 1);
  run_job(run, 0, 0);
  CHECK(made == 1);
  control.cancelled = 1;
  run_job(run, 1, 0);
  Turns turns;
  bool ended = false;
  run_and_flag(run_job_in_turns(run, 2, 0, turns), ended);
  CHECK(ended);
  CHECK(made == 1);
  CHECK(run.end_of(2).outcome == Outcome::cancelled);
}

TEST_CASE("work that nobody can tell to stop asks, and ends at its next chunk", "[run]") {
  const ManualClock clock;
  RunControl control;
  control.asked_to_stop = [] {
    static int asked = 0;
    return ++asked > 2;
  };
  Run run(hash_spec(Strategy::sequential), clock, control, 1);
  run_job(run, 0, 0);
  CHECK(run.end_of(0).outcome == Outcome::cancelled);
}
