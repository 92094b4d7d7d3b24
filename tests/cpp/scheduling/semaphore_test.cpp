#include "scheduling/semaphore.hpp"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "scheduling/async.hpp"

using namespace lanes;

namespace {

Detached take(Semaphore& semaphore, int name, std::vector<int>& got) {
  co_await semaphore.acquire();
  got.push_back(name);
}

Detached take_and_give_back(Semaphore& semaphore, int& served) {
  co_await semaphore.acquire();
  ++served;
  semaphore.release();
}

}  // namespace

TEST_CASE("a semaphore hands out its permits and then makes others wait", "[semaphore]") {
  Semaphore semaphore(2);
  std::vector<int> got;
  for (int name = 0; name < 4; ++name) take(semaphore, name, got);
  REQUIRE(got == std::vector{0, 1});
  semaphore.release();
  semaphore.release();
  REQUIRE(got == std::vector{0, 1, 2, 3});
}

TEST_CASE("those that wait for a permit are served in the order they came", "[semaphore]") {
  Semaphore semaphore(1);
  std::vector<int> got;
  for (int name = 0; name < 5; ++name) take(semaphore, name, got);
  for (int i = 0; i < 4; ++i) semaphore.release();
  REQUIRE(got == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("a chain of waiters that end at once takes no stack", "[semaphore]") {
  Semaphore semaphore(1);
  std::vector<int> got;
  take(semaphore, 0, got);
  int served = 0;
  constexpr int waiters = 1'000'000;
  for (int i = 0; i < waiters; ++i) take_and_give_back(semaphore, served);
  REQUIRE(served == 0);
  semaphore.release();
  REQUIRE(served == waiters);
}
