// The catalogue of modules that only wait. Linked in place of catalogue.cpp, which would pull in
// every kernel.

#include "workloads/works.hpp"

namespace lanes {

std::span<const Work> catalogue() {
  static constexpr auto io = works_where<[](const Work& work) { return work.bound == Bound::io; }>;
  return io;
}

}  // namespace lanes
