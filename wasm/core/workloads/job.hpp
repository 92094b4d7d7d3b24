#pragma once

#include <string>

namespace lanes {

/// Resumable CPU work: one task's. It advances in small chunks, which gives cancellation,
/// progress and time slicing, and lets a browser swap in optimised code between two of them.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  Job(Job&&) = delete;
  Job& operator=(Job&&) = delete;
  virtual ~Job() = default;

  /// Does about a millisecond of work. Returns false when there is nothing left to do.
  virtual bool advance() = 0;

  /// The answer, once `advance` has returned false. The same for every strategy, tier and engine.
  [[nodiscard]] virtual std::string digest() const = 0;
};

}  // namespace lanes
