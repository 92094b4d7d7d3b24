#include "recording/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace lanes {

double percentile(std::span<double> values, double percent) {
  if (values.empty()) return 0;
  const auto count = static_cast<double>(values.size());
  const auto rank = std::clamp(std::ceil(percent / 100 * count), 1.0, count);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::ranges::nth_element(values, nth);
  return *nth;
}

LatencySummary summarise_latency(std::vector<double> latencies_ms) {
  return {.p50_ms = percentile(latencies_ms, 50),
          .p95_ms = percentile(latencies_ms, 95),
          .p99_ms = percentile(latencies_ms, 99),
          .max_ms = percentile(latencies_ms, 100)};
}

std::uint32_t max_overlap(std::span<const Stay> stays) {
  std::vector<Moment> starts;
  std::vector<Moment> ends;
  for (const auto& stay : stays) {
    if (stay.end <= stay.start) continue;
    starts.push_back(stay.start);
    ends.push_back(stay.end);
  }
  std::ranges::sort(starts);
  std::ranges::sort(ends);
  std::uint32_t most = 0;
  std::size_t ended = 0;
  for (std::size_t started = 0; started < starts.size(); ++started) {
    while (ends[ended] <= starts[started]) ++ended;
    most = std::max(most, static_cast<std::uint32_t>(started + 1 - ended));
  }
  return most;
}

}  // namespace lanes
