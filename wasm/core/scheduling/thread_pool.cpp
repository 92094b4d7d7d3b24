#include "scheduling/thread_pool.hpp"

#include <algorithm>

namespace lanes {

ThreadPool::ThreadPool(std::uint32_t size) {
  threads_.reserve(size);
  for (std::uint32_t worker = 0; worker < size; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  started_.notify_all();
  for (auto& thread : threads_) thread.join();
}

// shown: parallel threads
void ThreadPool::run(TaskIndex count, std::uint32_t workers, const Body& body) {
  if (count == 0) return;
  std::unique_lock lock(mutex_);
  body_ = &body;
  next_ = 0;
  count_ = count;
  missing_ = count;
  workers_ = std::clamp(workers, 1U, size());
  started_.notify_all();
  ended_.wait(lock, [this] { return missing_ == 0; });
  body_ = nullptr;
}

void ThreadPool::serve(std::uint32_t worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    started_.wait(lock, [&] {
      return closing_ || (body_ != nullptr && worker < workers_ && next_ < count_);
    });
    if (closing_) return;
    const TaskIndex task = next_++;
    const Body& body = *body_;
    lock.unlock();
    body(task, worker);
    lock.lock();
    if (--missing_ == 0) ended_.notify_all();
  }
}
// shown end

}  // namespace lanes
