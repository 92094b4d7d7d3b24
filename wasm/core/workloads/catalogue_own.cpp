// The catalogue of the module that runs the reader's own code. Linked in place of catalogue.cpp.

#include "workloads/works.hpp"

namespace lanes {

std::span<const Work> catalogue() {
  static constexpr auto own = works_where<[](const Work& work) { return work.brings_code; }>;
  return own;
}

}  // namespace lanes
