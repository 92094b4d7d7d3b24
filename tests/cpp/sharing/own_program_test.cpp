#include "sharing/explorer/own_program.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "sharing/explorer/explorer.hpp"

using namespace lanes::sharing;

namespace {

constexpr Operation load(std::uint16_t object) {
  return {.act = Act::load, .object = object, .line = 1};
}
constexpr Operation store(std::uint16_t object, Value value) {
  return {.act = Act::store, .object = object, .line = 2, .value = value};
}

/// Threads that each add 1 to the one cell, `times` times, carried out by hand.
class Counting final : public OwnThreads {
 public:
  Counting(unsigned threads, unsigned times) : threads_(threads), times_(times) {}

  std::optional<Operation> begin(unsigned thread) override {
    steps_.at(thread) = 0;
    return load(0);
  }
  std::optional<Operation> resume(unsigned thread, Value given) override {
    const auto step = ++steps_.at(thread);
    if (step == 2 * times_) return std::nullopt;
    return step % 2 == 1 ? store(0, given + 1) : load(0);
  }
  bool holds(std::span<const Value> values) override {
    return values.size() == 1 && std::cmp_equal(values[0], threads_ * times_);
  }

 private:
  unsigned threads_;
  unsigned times_;
  std::array<unsigned, most_threads> steps_{};
};

/// Threads that take two locks, every second one in the opposite order.
class Locking final : public OwnThreads {
 public:
  std::optional<Operation> begin(unsigned thread) override {
    steps_.at(thread) = 0;
    return step(thread);
  }
  std::optional<Operation> resume(unsigned thread, Value /*given*/) override {
    ++steps_.at(thread);
    return step(thread);
  }
  bool holds(std::span<const Value> /*values*/) override { return true; }

 private:
  [[nodiscard]] std::optional<Operation> step(unsigned thread) const {
    const auto done = steps_.at(thread);
    if (done == 4) return std::nullopt;
    const bool second = done == 1 || done == 2;
    const auto object = static_cast<std::uint16_t>(second != (thread % 2 == 1) ? 1 : 0);
    return Operation{.act = done < 2 ? Act::lock : Act::unlock, .object = object, .line = done + 1};
  }

  std::array<unsigned, most_threads> steps_{};
};

}  // namespace

TEST_CASE("a program that is carried out elsewhere is explored as ours are", "[sharing]") {
  for (const auto& [threads, times] : {std::pair{2U, 1U}, {2U, 2U}, {3U, 1U}, {3U, 2U}}) {
    CAPTURE(threads, times);
    Counting counting(threads, times);
    const std::vector objects{OwnObject{.kind = Explored::Kind::cell, .name = "total"}};
    const auto own = explore(own_program(counting, objects, threads));
    const auto ours = explore(explored_program({Program::counter, Fix::none, threads, times}));
    CHECK(own.verdict == ours.verdict);
    CHECK(own.counts == ours.counts);
    CHECK(own.switches_cleared == ours.switches_cleared);
    REQUIRE(own.shortest);
    CHECK(own.shortest->schedule == ours.shortest->schedule);
  }
}

TEST_CASE("its locks deadlock, and who holds what is told", "[sharing]") {
  Locking locking;
  const std::vector objects{
      OwnObject{.kind = Explored::Kind::lock, .name = "left", .initial = Explored::nobody},
      OwnObject{.kind = Explored::Kind::lock, .name = "right", .initial = Explored::nobody}};
  const auto own = explore(own_program(locking, objects, 2));
  REQUIRE(own.counts);
  CHECK(*own.counts == ScheduleCounts{.interleavings = 6, .failing = 2, .deadlocks = 2});
  REQUIRE(own.shortest);
  CHECK(own.shortest->replay.ending == Ending::deadlock);
  CHECK(own.shortest->replay.stuck[0].wait == WaitFor{0, "right", 1});
}
