#include "run/run.hpp"

#include <algorithm>
#include <utility>

namespace lanes {

Run::Run(const RunSpec& spec, const Clock& clock, RunControl& control, std::uint32_t lanes)
    : spec_(spec),
      clock_(clock),
      control_(control),
      ends_(spec.tasks),
      stays_(spec.tasks),
      spans_by_lane_(lanes),
      interruptions_by_lane_(lanes) {
  control_.cancelled.store(0, std::memory_order_relaxed);
  control_.ended.store(0, std::memory_order_relaxed);
  control_.started.store(0, std::memory_order_relaxed);
  // Reserves spans up front (queued, and waiting or running): growing later would cost a task time.
  if (lanes == 1) spans_by_lane_.front().reserve(std::size_t{2} * spec.tasks);
}

Moment Run::start(TaskIndex task, Lane lane) {
  const auto now = clock_.now();
  stays_[task].start = now;
  control_.started.fetch_add(1, std::memory_order_relaxed);
  record(task, lane, SpanKind::queued, Moment::zero(), now);
  return now;
}

void Run::record(TaskIndex task, Lane lane, SpanKind kind, Moment from, Moment to) {
  spans_by_lane_[row(lane)].add(lane, task, kind, from, to);
}

void Run::end(TaskIndex task, TaskEnd how, Moment at) {
  stays_[task].end = at;
  ends_[task] = std::move(how);
  control_.ended.fetch_add(1, std::memory_order_relaxed);
}

RunReport Run::report() {
  RunReport report;
  std::vector<double> latencies_ms;
  latencies_ms.reserve(stays_.size());
  for (TaskIndex task = 0; task < stays_.size(); ++task) {
    report.wall = std::max(report.wall, stays_[task].end);
    if (ends_[task].outcome == Outcome::ok) {
      latencies_ms.push_back(std::chrono::duration<double, std::milli>(stays_[task].end).count());
    }
  }
  report.latency = summarise_latency(std::move(latencies_ms));
  report.max_in_flight = max_overlap(stays_);
  report.ends = std::move(ends_);
  std::size_t count = 0;
  for (const auto& spans : spans_by_lane_) count += spans.count();
  report.spans.reserve(count);
  for (const auto& spans : spans_by_lane_) report.spans.append(spans);
  report.spans.sort_by_start();
  for (const auto& interruptions : interruptions_by_lane_) {
    report.computed += interruptions.computed();
    report.lost += interruptions.lost();
  }
  return report;
}

}  // namespace lanes
