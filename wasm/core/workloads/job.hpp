#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "inputs/picture.hpp"

namespace lanes {

/// What one task's job is made from.
struct JobSpec {
  /// The task's own: the run's seed + `task`.
  std::uint32_t seed = 0;
  std::uint32_t size = 0;
  /// Index of the task, from 0, and how many the run has.
  std::uint32_t task = 0;
  std::uint32_t tasks = 1;
  /// The user's own picture, for works that take one; null: make one from the seed. Outlives the
  /// job.
  const Picture* picture = nullptr;
};

/// Resumable CPU work of one task. It advances in small chunks, which allows cancellation, progress
/// and time slicing, and lets a browser swap in optimised code between two of them.
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

  /// The displayable output, once `advance` has returned false; most works have none. Called once,
  /// and only if outputs are displayed.
  [[nodiscard]] virtual std::optional<Output> output() { return std::nullopt; }
};

}  // namespace lanes
