#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/task.hpp"

namespace lanes {

/// A fixed set of threads, started in advance. Each takes the next task as soon as it has finished
/// one, so uneven tasks still keep every thread busy.
class ThreadPool {
 public:
  /// How a thread handles a task: `worker` is the number of the thread, from 0.
  using Body = std::function<void(TaskIndex task, std::uint32_t worker)>;

  /// Starts `size` threads.
  explicit ThreadPool(std::uint32_t size);
  /// Waits for the threads to end.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ThreadPool(ThreadPool&&) = delete;
  ThreadPool& operator=(ThreadPool&&) = delete;

  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(threads_.size());
  }

  /// Runs `body` for the tasks 0..count-1 on the first `workers` threads (clamped to `size`) and
  /// returns when all have ended. Blocks its caller: never called on a browser's main thread.
  void run(TaskIndex count, std::uint32_t workers, const Body& body);

 private:
  void serve(std::uint32_t worker);

  std::mutex mutex_;
  std::condition_variable started_;
  std::condition_variable ended_;
  // The run in progress, all guarded by mutex_.
  const Body* body_ = nullptr;
  TaskIndex next_ = 0;
  TaskIndex count_ = 0;
  TaskIndex missing_ = 0;
  std::uint32_t workers_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace lanes
