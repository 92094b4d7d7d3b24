#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "sharing/brute_force.hpp"
#include "sharing/explorer/classes.hpp"

using namespace lanes::sharing;

namespace {

/// A litmus test (Alglave, Maranget & Tautschnig, "Herding Cats", TOPLAS 2014): each thread stores
/// 1 to, or loads from, `x` or `y`. The outcome has what each load saw as a binary digit, the first
/// load of the first thread first.
struct Access {
  bool stores;
  bool to_y;
};
using Threads = std::vector<std::vector<Access>>;

constexpr Access store_x{.stores = true, .to_y = false};
constexpr Access store_y{.stores = true, .to_y = true};
constexpr Access load_x{.stores = false, .to_y = false};
constexpr Access load_y{.stores = false, .to_y = true};

class Litmus final : public ProgramOn<Explored> {
 public:
  Litmus(Explored& world, Threads threads) : ProgramOn(world), threads_(std::move(threads)) {}

  [[nodiscard]] unsigned threads() const override { return static_cast<unsigned>(threads_.size()); }
  Thread start(unsigned thread) override { return run(thread); }
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    Value all = 0;
    for (std::size_t thread = 0; thread < returned.size(); ++thread) {
      Value loads = 0;
      for (const auto& access : threads_[thread]) loads += access.stores ? 0 : 1;
      all = (all << loads) | returned[thread];
    }
    return all;
  }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override { return true; }

 private:
  Thread run(unsigned thread) {
    Value seen = 0;
    for (const auto& access : threads_[thread]) {
      auto& cell = access.to_y ? y_ : x_;
      if (access.stores) {
        co_await cell.store(1);
      } else {
        const Value value = co_await cell.load();
        seen = (seen << 1) | value;
      }
    }
    co_return seen;
  }

  Threads threads_;
  Explored::Cell x_{world(), "x", 0};
  Explored::Cell y_{world(), "y", 0};
};

std::set<Value> outcomes(const Threads& threads) {
  const MakeExplored make = [threads](Explored& world) {
    return std::make_unique<Litmus>(world, threads);
  };
  std::set<Value> seen;
  Classes classes(make, {.executions = 100'000, .steps = 100}, false,
                  [&](const Execution& execution) { seen.insert(execution.outcome()); });
  classes.advance(std::numeric_limits<std::int64_t>::max());
  CHECK(classes.exhausted());
  const auto truth = lanes::testing::brute_force(make, 100'000);
  REQUIRE(truth);
  CHECK(truth->outcomes == seen);
  CHECK(truth->classes.size() == classes.executions());
  return seen;
}

}  // namespace

TEST_CASE("store buffering: never do both loads miss both stores", "[sharing]") {
  CHECK(outcomes({{store_x, load_y}, {store_y, load_x}}) == std::set<Value>{0b01, 0b10, 0b11});
}

TEST_CASE("message passing: who sees the flag sees the message", "[sharing]") {
  CHECK(outcomes({{store_x, store_y}, {load_y, load_x}}) == std::set<Value>{0b00, 0b01, 0b11});
}

TEST_CASE("load buffering: no load sees a store that waits for it", "[sharing]") {
  CHECK(outcomes({{load_x, store_y}, {load_y, store_x}}) == std::set<Value>{0b00, 0b01, 0b10});
}

TEST_CASE("independent reads: all readers see the stores in one order", "[sharing]") {
  const auto seen = outcomes({{store_x}, {store_y}, {load_x, load_y}, {load_y, load_x}});
  std::set<Value> all_but_one;
  for (Value value = 0; value < 16; ++value) {
    if (value != 0b1010) all_but_one.insert(value);
  }
  CHECK(seen == all_but_one);
}
