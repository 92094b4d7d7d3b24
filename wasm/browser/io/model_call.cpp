#include "io/model_call.hpp"

#include <utility>
#include <vector>

namespace lanes::browser {

void OpenCalls::end(TaskIndex task, TaskEnd end) {
  const auto found = open_.find(task);
  if (found == open_.end()) return;
  auto* call = found->second;
  open_.erase(found);
  call->end_ = std::move(end);
  call->awaiter_.resume();
}

void OpenCalls::abort_all() {
  // Resuming an awaiter may end other coroutines, so none is resumed while the map is walked.
  std::vector<TaskIndex> tasks;
  tasks.reserve(open_.size());
  for (const auto& [task, call] : open_) tasks.push_back(task);
  for (const auto task : tasks) end(task, {.outcome = Outcome::cancelled, .text = {}});
}

void ModelCall::await_suspend(std::coroutine_handle<> awaiter) {
  awaiter_ = awaiter;
  open_.open_.emplace(task_, this);
  ask_(task_, seed_, ms_);
}

}  // namespace lanes::browser
