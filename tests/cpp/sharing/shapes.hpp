#pragma once

#include <string>
#include <vector>

#include "sharing/sharing.hpp"

namespace lanes::testing {

inline std::string name_of(const sharing::Sharing& shape) {
  return std::string(sharing::entry_of(shape.program).name) + ", " +
         std::string(sharing::name_of(shape.fix)) + ", " + std::to_string(shape.threads) +
         " threads × " + std::to_string(shape.times);
}

/// Every program with every fix that fits it, of every size up to `threads` × `times`.
inline std::vector<sharing::Sharing> all_shapes(std::uint32_t threads, std::uint32_t times) {
  std::vector<sharing::Sharing> shapes;
  for (const auto& entry : sharing::programs()) {
    for (const auto fix : entry.fixes) {
      for (std::uint32_t n = sharing::least_threads_explored; n <= threads; ++n) {
        for (std::uint32_t k = 1; k <= times; ++k) {
          shapes.push_back({.program = entry.program, .fix = fix, .threads = n, .times = k});
        }
      }
    }
  }
  return shapes;
}

}  // namespace lanes::testing
