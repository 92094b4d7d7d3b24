// The catalogue of the module that the page starts with. It is linked in place of catalogue.cpp.

#include "workloads/works.hpp"

namespace lanes {

std::span<const Work> catalogue() {
  static constexpr auto light = works_where<[](const Work& work) { return work.light; }>;
  return light;
}

}  // namespace lanes
