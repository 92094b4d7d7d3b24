#include "downstream/blocking_downstream.hpp"

#include <algorithm>

namespace lanes {

namespace {

using namespace std::chrono_literals;

/// How long a waiting thread may take to notice that the run was cancelled.
constexpr Moment patience = 10ms;

}  // namespace

void BlockingDownstream::wait(std::unique_lock<std::mutex>& lock) {
  const auto next = downstream_.next_event();
  const auto until_next = next ? *next - clock_.now() : patience;
  changed_.wait_for(lock, std::clamp(until_next, Moment::zero(), patience));
}

void BlockingDownstream::collect() {
  const auto ended = downstream_.take_ended();
  for (const auto& request : ended) answers_.emplace(request.id, request.how);
  if (!ended.empty()) changed_.notify_all();
}

}  // namespace lanes
