#pragma once

#include <cstdint>
#include <string>

#include "base/task.hpp"
#include "downstream/downstream.hpp"

namespace lanes {

/// The rows of the one table that `query` asks: customers 0 to 9999. serve.py has the same table in
/// SQLite, made by the same arithmetic (`customer` there).
inline constexpr std::uint32_t customer_count = 10'000;

/// The answer to a query with this seed: customer seed mod 10,000 as JSON text, ended by a newline
/// as serve.py ends every answer. Name and total follow from mix64 of the id.
std::string row_of(std::uint32_t seed);

/// The answer to a request for a delay of `ms`, as serve.py's /api/delay words it.
std::string delay_body(std::uint32_t ms);

/// Why a request was not answered, one sentence; serve.py says the same. Empty when it was.
std::string reason_of(Answer how, const DownstreamSpec& spec);

/// What a task that waited for this answer ends with: the text of an answered request is `body`.
TaskEnd end_of(Answer how, const DownstreamSpec& spec, std::string body);

}  // namespace lanes
