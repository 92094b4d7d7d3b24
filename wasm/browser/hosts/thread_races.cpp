#include "hosts/thread_races.hpp"

#include <chrono>

#include "sharing/threads/price.hpp"
#include "sharing/threads/runs.hpp"

namespace lanes::browser {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

double ms_of(Moment moment) { return Milliseconds(moment).count(); }

}  // namespace

Uint32Array ThreadRaces::control() {
  static_assert(sizeof(stop_) == sizeof(std::uint32_t));
  return Uint32Array(
      emscripten::val(emscripten::typed_memory_view(1, reinterpret_cast<std::uint32_t*>(&stop_))));
}

RacesOutcome ThreadRaces::race(const sharing::Sharing& sharing, std::uint32_t runs, double ms) {
  const auto end = std::chrono::steady_clock::now() + Milliseconds(ms);
  return to_outcome(sharing::run_on_threads(pool_, sharing, runs, [&](const auto& /*until_now*/) {
    return !stopped() && std::chrono::steady_clock::now() < end;
  }));
}

PriceOutcome ThreadRaces::price(sharing::Fix fix, std::uint32_t threads, bool padded, double ms) {
  const auto spacing = padded ? sharing::Spacing::padded : sharing::Spacing::neighbouring;
  const auto price = sharing::measure_price(pool_, fix, threads, spacing,
                                            std::chrono::duration_cast<Moment>(Milliseconds(ms)),
                                            [this] { return !stopped(); });
  return {.operationsPerS = price.operations_per_s,
          .waitP50Ms = ms_of(price.wait_p50),
          .waitP99Ms = ms_of(price.wait_p99),
          .waitLongestMs = ms_of(price.wait_longest),
          .fairness = price.fairness};
}

}  // namespace lanes::browser
