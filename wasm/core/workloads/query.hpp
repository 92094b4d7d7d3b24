#pragma once

#include "workloads/catalogue.hpp"

namespace lanes {

/// A query to a database that has a bounded pool of connections (downstream/downstream.hpp).
inline constexpr Work query_work{
    .name = "query",
    .bound = Bound::io,
    .title = "Database queries",
    .summary =
        "Each task asks a database for a row and holds one of its connections while it waits. "
        "When all are taken the query queues, and after the timeout it fails.",
    .size = std::nullopt,
    .make = nullptr,
    .asks = Asks::database,
    .light = true,
};

}  // namespace lanes
