#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

#include "downstream/downstream.hpp"

namespace lanes::browser {

/// The service that `work` asks: a database's pool for `query`; for `http` a server that takes any
/// number of requests at once, as serve.py does.
inline DownstreamSpec downstream_of(std::string_view work, std::uint32_t pool, std::uint32_t queue,
                                    std::uint32_t timeout_ms) {
  if (work != "query") return {.connections = std::numeric_limits<std::uint32_t>::max()};
  return {.connections = pool, .queue = queue, .timeout = std::chrono::milliseconds(timeout_ms)};
}

}  // namespace lanes::browser
