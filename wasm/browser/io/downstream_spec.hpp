#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "downstream/downstream.hpp"

namespace lanes::browser {

/// A database's pool; or a server that takes any number of requests at once, as serve.py does.
inline DownstreamSpec downstream_of(bool database, std::uint32_t pool, std::uint32_t queue,
                                    std::uint32_t timeout_ms) {
  if (!database) return {.connections = std::numeric_limits<std::uint32_t>::max()};
  return {.connections = pool, .queue = queue, .timeout = std::chrono::milliseconds(timeout_ms)};
}

}  // namespace lanes::browser
