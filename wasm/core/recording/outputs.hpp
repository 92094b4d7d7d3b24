#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

#include "base/task.hpp"
#include "inputs/picture.hpp"

namespace lanes {

/// The displayable outputs of a run's tasks. Each is stored once, by the thread that ran its task,
/// and may be read by others as soon as it is ready: the page reads the table by address in shared
/// memory during the run.
class Outputs {
 public:
  struct Entry {
    /// Nonzero once the rest may be read: 1 for the first output of the run, 2 for the next, …
    std::atomic<std::uint32_t> ready = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t total_width = 0;
    std::uint32_t total_height = 0;
    const std::uint8_t* pixels = nullptr;
  };

  /// Most tasks of a run of CPU work (the link grammar's bound); further ones are not kept.
  static constexpr std::size_t max_tasks = 256;
  /// Limit for all outputs of a run together; further ones are dropped. They share 64 MB with
  /// everything else.
  static constexpr std::uint32_t max_bytes = 16 << 20;

  void put(TaskIndex task, Output output);
  /// Frees everything. Not while a run is in progress.
  void clear();
  /// By task index.
  [[nodiscard]] std::span<const Entry, max_tasks> entries() const noexcept { return entries_; }

 private:
  std::array<Entry, max_tasks> entries_;
  std::array<Picture, max_tasks> pictures_;
  std::atomic<std::uint32_t> bytes_ = 0;
  std::atomic<std::uint32_t> count_ = 0;
};

/// The pictures of a run: one optional input, and the outputs.
struct RunPictures {
  /// The user's own, for works that take one; without it each task makes its own.
  std::optional<Picture> input;
  /// The outputs are displayed.
  bool watched = false;
  Outputs outputs;
};

}  // namespace lanes
