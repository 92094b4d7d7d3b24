#include "scheduling/thread_pool.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <mutex>
#include <set>
#include <vector>

using namespace lanes;

TEST_CASE("the pool runs every task exactly once", "[pool]") {
  ThreadPool pool(4);
  std::vector<std::atomic<int>> runs(1000);
  pool.run(1000, 4, [&](TaskIndex task, std::uint32_t) { ++runs[task]; });
  for (const auto& count : runs) REQUIRE(count == 1);
}

TEST_CASE("the pool uses no more workers than asked for", "[pool]") {
  ThreadPool pool(4);
  std::mutex mutex;
  std::set<std::uint32_t> workers;
  pool.run(200, 2, [&](TaskIndex, std::uint32_t worker) {
    const std::scoped_lock lock(mutex);
    workers.insert(worker);
  });
  CHECK(*workers.rbegin() < 2);
  pool.run(1, 100, [&](TaskIndex, std::uint32_t worker) { CHECK(worker < 4); });
}

TEST_CASE("tasks of a pool really are in flight at the same time", "[pool]") {
  // Each of the two tasks ends only when it has seen the other: on one thread this would hang.
  ThreadPool pool(2);
  std::atomic<int> arrived = 0;
  pool.run(2, 2, [&](TaskIndex, std::uint32_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("a pool runs again and again, and no task at all", "[pool]") {
  ThreadPool pool(3);
  std::atomic<int> runs = 0;
  pool.run(0, 3, [&](TaskIndex, std::uint32_t) { ++runs; });
  CHECK(runs == 0);
  for (int again = 0; again < 500; ++again) {
    pool.run(5, 3, [&](TaskIndex, std::uint32_t) { ++runs; });
  }
  CHECK(runs == 2500);
}
