#include <array>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <set>
#include <thread>

#include "sharing/brute_force.hpp"
#include "sharing/explorer/explorer.hpp"
#include "sharing/programs/counter.hpp"
#include "sharing/shapes.hpp"
#include "sharing/threads/runs.hpp"

using namespace lanes;
using namespace lanes::sharing;

namespace {

/// Two threads that cannot but wait for each other: each takes its own lock, says so, and does not
/// go on before the other has said so too.
template <typename W>
class CertainDeadlock final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;
  using ProgramOn<W>::ProgramOn;

  [[nodiscard]] unsigned threads() const override { return 2; }
  Thread start(unsigned thread) override { return run(thread); }
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override { return 0; }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override { return true; }

 private:
  Thread run(unsigned thread) {
    co_await locks_[thread].lock();
    co_await taken_[1 - thread].put(1);
    co_await taken_[thread].take();
    co_await locks_[1 - thread].lock();
    co_await locks_[1 - thread].unlock();
    co_await locks_[thread].unlock();
    co_return 0;
  }

  using Mutex = typename W::Mutex;
  using Queue = typename W::Queue;
  std::array<Mutex, 2> locks_{Mutex(this->world(), "first"), Mutex(this->world(), "second")};
  std::array<Queue, 2> taken_{Queue(this->world(), "for A"), Queue(this->world(), "for B")};
};

/// One thread waits for something that nobody puts.
class NobodyPuts final : public ProgramOn<Threads> {
 public:
  using ProgramOn::ProgramOn;

  [[nodiscard]] unsigned threads() const override { return 2; }
  Thread start(unsigned thread) override { return thread == 0 ? end(thread) : wait(thread); }
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override { return 0; }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override { return true; }

 private:
  Thread end(unsigned /*thread*/) { co_return 0; }
  Thread wait(unsigned /*thread*/) { co_return co_await inbox_.take(); }

  Threads::Queue inbox_{world(), "inbox"};
};

/// Thread 1 keeps a lock until it leaves; thread 0 wants it.
class OneKeeps final : public ProgramOn<Threads> {
 public:
  using ProgramOn::ProgramOn;

  [[nodiscard]] unsigned threads() const override { return 2; }
  Thread start(unsigned thread) override { return takes(thread); }
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override { return 0; }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override { return true; }

 private:
  Thread takes(unsigned /*thread*/) {
    co_await lock_.lock();
    co_return 0;
  }

  Threads::Mutex lock_{world(), "lock"};
};

}  // namespace

TEST_CASE("on real threads, with any fix none of 100,000 increments is lost", "[sharing]") {
  ThreadPool pool(pool_size_for(3));
  for (const auto fix : entry_of(Program::counter).fixes) {
    if (fix == Fix::none) continue;
    CAPTURE(name_of(fix));
    const auto runs = run_on_threads(pool, {Program::counter, fix, 2, 5'000}, 10);
    CHECK(runs.runs == 10);
    CHECK(runs.broken == 0);
    CHECK(runs.deadlocks == 0);
    CHECK(runs.outcomes == std::map<Value, OutcomeCount>{{10'000, {10, 0}}});
  }
}

TEST_CASE("on real threads no mended program fails", "[sharing]") {
  ThreadPool pool(pool_size_for(5));
  for (auto shape : lanes::testing::all_shapes(4, 1)) {
    if (shape.fix == Fix::none) continue;
    CAPTURE(lanes::testing::name_of(shape));
    for (const std::uint32_t times : {1U, 200U}) {
      shape.times = times;
      const auto runs = run_on_threads(pool, shape, 5);
      CHECK(runs.runs == 5);
      CHECK(runs.broken == 0);
      CHECK(runs.deadlocks == 0);
    }
  }
}

TEST_CASE("what comes out on real threads is among what some schedule gives", "[sharing]") {
  ThreadPool pool(pool_size_for(3));
  for (const auto& shape : lanes::testing::all_shapes(3, 1)) {
    CAPTURE(lanes::testing::name_of(shape));
    const auto truth = lanes::testing::brute_force(explored_program(shape), 40'000);
    REQUIRE(truth);
    const auto runs = run_on_threads(pool, shape, 30);
    CHECK(runs.runs == 30);
    std::uint64_t counted = runs.deadlocks;
    std::uint64_t broken = 0;
    for (const auto& [outcome, count] : runs.outcomes) {
      CHECK(truth->outcomes.contains(outcome));
      counted += count.runs;
      broken += count.broken;
    }
    CHECK(broken == runs.broken);
    CHECK(counted == runs.runs);
    if (runs.deadlocks > 0) CHECK(truth->counts.deadlocks > 0);
  }
}

TEST_CASE("a counter's losses are those of its histogram", "[sharing]") {
  ThreadPool pool(pool_size_for(2));
  const auto runs = run_on_threads(pool, {Program::counter, Fix::none, 2, 10'000}, 50);
  std::uint64_t below = 0;
  for (const auto& [total, count] : runs.outcomes) {
    CHECK(total >= 2);
    CHECK(total <= 20'000);
    CHECK(count.broken == (total < 20'000 ? count.runs : 0));
    below += count.broken;
  }
  CHECK(runs.broken == below);
  CHECK(runs.broken_share() == static_cast<double>(below) / 50);
}

TEST_CASE("runs end when they are told to", "[sharing]") {
  ThreadPool pool(pool_size_for(2));
  const auto runs = run_on_threads(pool, {Program::counter, Fix::atomic, 2, 10}, 1'000,
                                   [](const ThreadRuns& now) { return now.runs < 7; });
  CHECK(runs.runs == 7);
  CHECK(run_on_threads(pool, {Program::counter, Fix::atomic, 2, 10}, 0).runs == 0);
}

TEST_CASE("the watchdog finds that nobody moves, says why, ends it, and the next run works",
          "[sharing]") {
  ThreadPool pool(pool_size_for(2));
  int rounds = 0;
  run_rounds(
      pool,
      [&](Threads& world) -> std::unique_ptr<ProgramOn<Threads>> {
        // Every second round is one that ends by itself.
        if (rounds % 2 == 0) return std::make_unique<CertainDeadlock<Threads>>(world);
        return std::make_unique<Counter<Threads>>(world,
                                                  Sharing{Program::counter, Fix::mutex, 2, 100});
      },
      [&](const Round& round) {
        if (rounds % 2 == 0) {
          CHECK_FALSE(round.outcome);
          CHECK(round.deadlock == WaitForGraph{{0, "second", 1}, {1, "first", 0}});
        } else {
          CHECK(round.outcome == 200);
          CHECK(round.holds);
          CHECK(round.deadlock.empty());
        }
        return ++rounds < 10;
      });
  CHECK(rounds == 10);
}

TEST_CASE("who waits for a thread that leaves while one looks is in no deadlock", "[sharing]") {
  for (int round = 0; round < 100; ++round) {
    Threads world;
    OneKeeps program(world);
    const auto keeper = program.start(1);
    std::thread waiter([&] {
      program.start(0);
      world.leave(0);
    });
    // Of itself, it waits for ever.
    while (!world.deadlock(1)) std::this_thread::yield();
    CHECK_FALSE(world.deadlock(2, [&](unsigned seen) {
      if (seen == 0) world.leave(1);
    }));
    waiter.join();
  }
}

TEST_CASE("the certain deadlock is certain: the explorer knows no other end", "[sharing]") {
  const auto result =
      explore([](Explored& world) { return std::make_unique<CertainDeadlock<Explored>>(world); });
  REQUIRE(result.counts);
  CHECK(result.counts->interleavings > 0);
  CHECK(result.counts->deadlocks == result.counts->interleavings);
}

TEST_CASE("waiting for what nobody sends is a deadlock too", "[sharing]") {
  ThreadPool pool(pool_size_for(2));
  run_rounds(
      pool, [](Threads& world) { return std::make_unique<NobodyPuts>(world); },
      [](const Round& round) {
        CHECK(round.deadlock == WaitForGraph{{1, "inbox", std::nullopt}});
        return false;
      });
}
