#include "downstream/bystander.hpp"

#include <chrono>

#include "workloads/latency.hpp"

namespace lanes {

namespace {

/// Keeps the bystander's seeds disjoint from the run's.
constexpr std::uint32_t seeds = 0x80000000U;

}  // namespace

void Bystander::send_due(Downstream& downstream, Moment now) {
  while (next_request() && next_ <= now) {
    const std::chrono::milliseconds service{
        latency_of(spec_.seed + seeds + sent_, spec_.latency_ms, spec_.jitter_percent)};
    downstream.submit(id_bit | sent_, service, next_, spec_.timeout);
    ++sent_;
    next_ += spec_.every;
  }
}

}  // namespace lanes
