#pragma once

#include <cstdint>

#include "sharing/sharing.hpp"

namespace lanes::sharing {

enum class Act : std::uint8_t {
  load,
  store,
  add,
  compare_exchange,
  lock,
  unlock,
  put,
  take,
};

/// A step: one operation on a shared cell, lock or queue.
struct Operation {
  Act act = Act::load;
  /// Index of the cell, lock or queue in its world.
  std::uint16_t object = 0;
  /// Line of the source that asked for it.
  std::uint32_t line = 0;
  /// What is stored, added or put.
  Value value = 0;
  /// What compare_exchange expects.
  Value expected = 0;
};

/// Whether the order of two operations of different threads can matter, in a state in which both
/// can be done. Two reads commute. So do a put and a take: a queue is unbounded, and a take waits
/// until there is something. A compare_exchange counts as a write even if it fails.
constexpr bool conflicting(const Operation& one, const Operation& other) {
  if (one.object != other.object) return false;
  if (one.act == Act::put || one.act == Act::take) return one.act == other.act;
  return one.act != Act::load || other.act != Act::load;
}

}  // namespace lanes::sharing
