#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"

namespace lanes {

/// What a task was doing during a span.
enum class SpanKind : std::uint8_t {
  queued = 0,   ///< not started
  waiting = 1,  ///< for something outside (I/O)
  running = 2,  ///< on a CPU
  blocked = 3,  ///< started, but held up before its wait could begin
};

/// Spans as columns of equal length: what crosses to JavaScript without a copy per span. Starts
/// and ends are milliseconds since the run began.
struct Spans {
  std::vector<Lane> lane;
  std::vector<TaskIndex> task;
  std::vector<SpanKind> kind;
  std::vector<double> start_ms;
  std::vector<double> end_ms;

  [[nodiscard]] std::size_t count() const noexcept { return lane.size(); }
  void reserve(std::size_t spans);
  /// A span that ends before it starts is stored as empty at its start.
  void add(Lane on, TaskIndex of, SpanKind what, Moment from, Moment to);
  void append(const Spans& other);
  /// By start; equal starts keep the order they were added in.
  void sort_by_start();
};

}  // namespace lanes
