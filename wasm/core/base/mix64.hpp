#pragma once

#include <cstdint>

namespace lanes {

/// A well-mixed function of `x`: the output function of SplitMix64 (Steele, Lea & Flood, "Fast
/// Splittable Pseudorandom Number Generators", 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

}  // namespace lanes
