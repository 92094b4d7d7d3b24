#pragma once

#include <string>

#include "workloads/catalogue.hpp"

namespace lanes {

/// A JSON document of `size` generated orders: built, serialised, parsed back and compared, a group
/// of orders at a time, so that memory does not grow with `size`. The digest is the SHA-256 of the
/// whole text, or a sentence if an order does not come back as it was.
std::unique_ptr<Job> make_json(std::uint32_t seed, std::uint32_t size);

/// That whole text, for tests that read it with another parser.
std::string json_text(std::uint32_t seed, std::uint32_t size);

inline constexpr Work json_work{
    .name = "json",
    .bound = Bound::cpu,
    .title = "JSON",
    .summary = "Builds a large document of orders, serialises it, parses it back and compares.",
    .size = Size{.min = 1,
                 .max = 2'000'000,
                 .standard = 50'000,
                 .unit = "records",
                 .label = "Records in the document"},
    .make = make_json,
    // 64 orders at a time: as they were built, as text, as parsed back.
    .memory = {.bytes = 524'288},
};

}  // namespace lanes
