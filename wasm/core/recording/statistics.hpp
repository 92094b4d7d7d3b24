#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recording/spans.hpp"

namespace lanes {

/// The smallest of `values` that at least `percent` % of them do not exceed (nearest rank; type 1
/// of Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996). `percent` in (0, 100].
/// `values` are in any order and get partly sorted; 0 when there are none.
double percentile(std::span<double> values, double percent);

struct LatencySummary {
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
};

LatencySummary summarise_latency(std::vector<double> latencies_ms);

/// A task's stay in flight, [start, end).
struct Stay {
  Moment start;
  Moment end;
};

/// Most stays that overlap at one moment. One that ends when another starts does not overlap it.
std::uint32_t max_overlap(std::span<const Stay> stays);

}  // namespace lanes
