#include "scheduling/fair_mutex.hpp"

#include <catch2/catch_test_macros.hpp>
#include <mutex>
#include <thread>
#include <vector>

using namespace lanes;

TEST_CASE("a fair mutex is held by one thread at a time", "[fair-mutex]") {
  FairMutex mutex;
  // Neither atomic nor volatile: without exclusion increments would be lost, and ThreadSanitizer
  // would see it.
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int again = 0; again < 2000; ++again) {
        const std::scoped_lock lock(mutex);
        ++count;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(count == 8000);
}

TEST_CASE("a fair mutex is had in the order in which it was asked for", "[fair-mutex]") {
  FairMutex mutex;
  std::vector<int> order;
  std::vector<std::thread> threads;
  mutex.lock();
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&mutex, &order, i] {
      const std::scoped_lock lock(mutex);
      order.push_back(i);
    });
    // The holder's own ticket is one of them.
    while (mutex.asked() < static_cast<std::uint64_t>(i) + 2) std::this_thread::yield();
  }
  mutex.unlock();
  // The one who lets go gets in line behind those who wait.
  mutex.lock();
  CHECK(order == std::vector{0, 1, 2, 3, 4});
  mutex.unlock();
  for (auto& thread : threads) thread.join();
}
