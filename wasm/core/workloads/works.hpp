#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "workloads/catalogue.hpp"
#include "workloads/file.hpp"
#include "workloads/hash.hpp"
#include "workloads/http.hpp"
#include "workloads/json.hpp"
#include "workloads/mandelbrot.hpp"
#include "workloads/own.hpp"
#include "workloads/primes.hpp"
#include "workloads/query.hpp"
#include "workloads/regex.hpp"
#include "workloads/resize.hpp"

namespace lanes {

/// Every work there is, in the order they are shown.
inline constexpr std::array works{hash_work,       resize_work, json_work,  regex_work, primes_work,
                                  mandelbrot_work, http_work,   query_work, file_work,  own_work};

/// Those of them that `wanted(work)`. Chosen while compiling, so that the kernels of the others are
/// not linked.
template <auto wanted>
inline constexpr auto works_where = [] {
  static constexpr auto count = static_cast<std::size_t>(std::ranges::count_if(works, wanted));
  static constexpr auto found = [] {
    std::array<std::size_t, count> at{};
    for (std::size_t next = 0, work = 0; work < works.size(); ++work) {
      if (wanted(works[work])) at[next++] = work;
    }
    return at;
  }();
  return []<std::size_t... i>(std::index_sequence<i...>) {
    return std::array<Work, count>{works[found[i]]...};
  }(std::make_index_sequence<count>());
}();

}  // namespace lanes
