#include "workloads/catalogue.hpp"

#include <algorithm>
#include <array>

#include "workloads/file.hpp"
#include "workloads/hash.hpp"
#include "workloads/http.hpp"
#include "workloads/json.hpp"
#include "workloads/mandelbrot.hpp"
#include "workloads/primes.hpp"
#include "workloads/query.hpp"
#include "workloads/regex.hpp"
#include "workloads/resize.hpp"

namespace lanes {

std::span<const Work> catalogue() {
  static constexpr std::array works{hash_work,  resize_work, json_work,
                                    regex_work, primes_work, mandelbrot_work,
                                    http_work,  query_work,  file_work};
  return works;
}

const Work* find_work(std::string_view name) {
  const auto works = catalogue();
  const auto found = std::ranges::find(works, name, &Work::name);
  return found == works.end() ? nullptr : &*found;
}

}  // namespace lanes
