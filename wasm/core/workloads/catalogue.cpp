#include "workloads/works.hpp"

namespace lanes {

std::span<const Work> catalogue() { return works; }

}  // namespace lanes
