#include "own/kernel.hpp"

namespace lanes {

void Kernel::stepped(TaskIndex task, Step step) {
  const auto found = open_.find(task);
  if (found == open_.end()) return;
  auto* next = found->second;
  open_.erase(found);
  next->step_ = std::move(step);
  if (next->awaiter_) next->awaiter_.resume();
}

void Kernel::abort_all() {
  // Resuming one may open others, so none is resumed while the map is walked.
  std::vector<TaskIndex> tasks;
  tasks.reserve(open_.size());
  for (const auto& [task, next] : open_) tasks.push_back(task);
  for (const auto task : tasks) stepped(task, {});
}

}  // namespace lanes
