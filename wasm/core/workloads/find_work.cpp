#include <algorithm>

#include "workloads/catalogue.hpp"

namespace lanes {

const Work* find_work(std::string_view name) {
  const auto works = catalogue();
  const auto found = std::ranges::find(works, name, &Work::name);
  return found == works.end() ? nullptr : &*found;
}

}  // namespace lanes
