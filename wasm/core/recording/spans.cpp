#include "recording/spans.hpp"

#include <algorithm>

namespace lanes {

namespace {

double to_ms(Moment moment) { return std::chrono::duration<double, std::milli>(moment).count(); }

template <typename T>
void permute(std::vector<T>& column, const std::vector<std::size_t>& order) {
  std::vector<T> sorted;
  sorted.reserve(column.size());
  for (const auto from : order) sorted.push_back(column[from]);
  column = std::move(sorted);
}

template <typename T>
void extend(std::vector<T>& column, const std::vector<T>& more) {
  column.insert(column.end(), more.begin(), more.end());
}

}  // namespace

void Spans::reserve(std::size_t spans) {
  lane.reserve(spans);
  task.reserve(spans);
  kind.reserve(spans);
  start_ms.reserve(spans);
  end_ms.reserve(spans);
}

void Spans::add(Lane on, TaskIndex of, SpanKind what, Moment from, Moment to) {
  lane.push_back(on);
  task.push_back(of);
  kind.push_back(what);
  start_ms.push_back(to_ms(from));
  end_ms.push_back(to_ms(std::max(from, to)));
}

void Spans::append(const Spans& other) {
  extend(lane, other.lane);
  extend(task, other.task);
  extend(kind, other.kind);
  extend(start_ms, other.start_ms);
  extend(end_ms, other.end_ms);
}

void Spans::sort_by_start() {
  std::vector<std::size_t> order(count());
  for (std::size_t span = 0; span < order.size(); ++span) order[span] = span;
  std::ranges::stable_sort(order, {}, [this](std::size_t span) { return start_ms[span]; });
  permute(lane, order);
  permute(task, order);
  permute(kind, order);
  permute(start_ms, order);
  permute(end_ms, order);
}

}  // namespace lanes
