#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sharing/explorer/rows.hpp"

namespace lanes::sharing {

/// What threads have seen so far, as numbers. A thread is deterministic: where it stands and what
/// it knows follow from the values that its operations gave it, in order. Equal pasts get equal
/// ids.
class Histories {
 public:
  using Id = std::uint64_t;

  /// The past of a thread whose operation gave it `seen`.
  Id after(Id past, std::int64_t seen) { return id(kept, past, seen); }
  /// The past of `thread` at a point where only `key` matters.
  Id point(unsigned thread, std::int64_t key) { return id(reached, thread, key); }
  /// The past of `thread` that ended and returned `value`.
  Id ended(unsigned thread, std::int64_t value) { return id(over, thread, value); }

  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

 private:
  static constexpr std::uint64_t kept = 0;
  static constexpr std::uint64_t reached = 1;
  static constexpr std::uint64_t over = 2;

  Id id(std::uint64_t kind, std::uint64_t of, std::int64_t number) {
    const std::array row{kind, of, static_cast<std::uint64_t>(number)};
    return rows_.find_or_add(row).index;
  }

  Rows rows_{3};
};

}  // namespace lanes::sharing
