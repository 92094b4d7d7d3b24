#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "workloads/job.hpp"

namespace lanes {

enum class Bound : std::uint8_t { cpu, io };

/// How a task's cost grows with its size: in proportion, or with its square, as a picture's area
/// does with its width.
enum class Growth : std::uint8_t { linear, square };

/// What `size` counts for a work, and its range.
struct Size {
  std::uint32_t min;
  std::uint32_t max;
  /// About 0.3 s a task on a laptop.
  std::uint32_t standard;
  std::string_view unit;
  std::string_view label;
  Growth growth = Growth::linear;
};

/// What a task asks and waits for.
enum class Asks : std::uint8_t {
  nobody,
  /// Takes any number of requests at once; answers after the latency asked for.
  server,
  /// Serves as many at once as its pool has connections; the others queue.
  database,
  /// The browser's private file system, into which the task's file was written before the run.
  files,
};

/// How the outputs are displayed.
enum class Shows : std::uint8_t {
  nothing,
  /// Each task's output is one band of a picture: all tasks together do its work.
  bands,
  /// Each task makes a picture from another one, which may be the user's own.
  pair,
};

/// Approximate memory of a task in flight, in bytes: `bytes` + `per_unit` · size +
/// `per_unit_squared` · size². Runs that would not fit are refused before they start.
struct Memory {
  double bytes = 65'536;
  double per_unit = 0;
  double per_unit_squared = 0;
};

/// Makes a task's job from the whole spec, or from seed and size where that is enough. Null for
/// I/O, which is not computed here.
class Maker {
 public:
  using FromSpec = std::unique_ptr<Job> (*)(const JobSpec& spec);
  using FromSeed = std::unique_ptr<Job> (*)(std::uint32_t seed, std::uint32_t size);

  constexpr Maker(std::nullptr_t) noexcept {}
  constexpr Maker(FromSpec make) noexcept : from_spec_(make) {}
  constexpr Maker(FromSeed make) noexcept : from_seed_(make) {}

  [[nodiscard]] std::unique_ptr<Job> operator()(const JobSpec& spec) const {
    return from_spec_ != nullptr ? from_spec_(spec) : from_seed_(spec.seed, spec.size);
  }
  /// The job of a run's only task.
  [[nodiscard]] std::unique_ptr<Job> operator()(std::uint32_t seed, std::uint32_t size) const {
    return (*this)(JobSpec{.seed = seed, .size = size});
  }
  [[nodiscard]] constexpr bool operator==(std::nullptr_t) const noexcept {
    return from_spec_ == nullptr && from_seed_ == nullptr;
  }

 private:
  FromSpec from_spec_ = nullptr;
  FromSeed from_seed_ = nullptr;
};

/// A kind of work that the tasks of a run can be made of.
struct Work {
  std::string_view name;
  Bound bound;
  std::string_view title;
  /// One sentence: what a task does.
  std::string_view summary;
  std::optional<Size> size;
  Maker make;
  Asks asks = Asks::nobody;
  Shows shows = Shows::nothing;
  Memory memory{};
  /// Its code is small, so the module that the page starts with includes it.
  bool light = false;
  /// Its tasks run code that the run brings with it, which no job of ours computes.
  bool brings_code = false;
};

/// The works that this program knows, in the order they are shown: all of them (works.hpp), which
/// the page, the link grammar and the tests read as JSON (facts_json.cpp); or, in small
/// modules, the light ones (catalogue_light.cpp) or those that wait (catalogue_io.cpp).
std::span<const Work> catalogue();

/// Null when there is no such work.
inline const Work* find_work(std::string_view name) {
  const auto works = catalogue();
  const auto found = std::ranges::find(works, name, &Work::name);
  return found == works.end() ? nullptr : &*found;
}

}  // namespace lanes
