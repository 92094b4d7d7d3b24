#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "workloads/job.hpp"

namespace lanes {

enum class Bound : std::uint8_t { cpu, io };

/// What `size` counts for a work, and its range.
struct Size {
  std::uint32_t min;
  std::uint32_t max;
  /// About 0.3 s a task on a laptop.
  std::uint32_t standard;
  std::string_view unit;
  std::string_view label;
};

/// About how much memory a task in flight takes, in bytes: `bytes` + `per_unit` · size +
/// `per_unit_squared` · size². Runs that cannot fit are refused by it before they start.
struct Memory {
  double bytes = 65'536;
  double per_unit = 0;
  double per_unit_squared = 0;
};

/// A kind of work that the tasks of a run can be made of.
struct Work {
  std::string_view name;
  Bound bound;
  std::string_view title;
  /// One sentence: what a task does.
  std::string_view summary;
  std::optional<Size> size;
  /// Makes a task's job; null for I/O, which is not computed here.
  std::unique_ptr<Job> (*make)(std::uint32_t seed, std::uint32_t size);
  Memory memory{};
};

/// Every work there is, in the order they are shown. The page, the link grammar and the tests all
/// read this list (as JSON: see catalogue_json.cpp).
std::span<const Work> catalogue();

/// Null when there is no such work.
const Work* find_work(std::string_view name);

}  // namespace lanes
