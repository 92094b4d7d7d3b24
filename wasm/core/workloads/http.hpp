#pragma once

#include "workloads/catalogue.hpp"

namespace lanes {

/// A request to a server that answers after the latency asked for.
inline constexpr Work http_work{
    .name = "http",
    .bound = Bound::io,
    .title = "HTTP requests",
    .summary =
        "Each task asks a server that answers after the latency you set. "
        "The CPU has nothing to do but wait.",
    .size = std::nullopt,
    .make = nullptr,
    .asks = Asks::server,
    .light = true,
};

}  // namespace lanes
