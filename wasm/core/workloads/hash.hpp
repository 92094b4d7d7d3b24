#pragma once

#include "workloads/catalogue.hpp"

namespace lanes {

/// A chain of SHA-256: start with the decimal string of the seed; `size` times, replace it by the
/// lower-case hex of its SHA-256. The digest is the last hex string.
std::unique_ptr<Job> make_hash(std::uint32_t seed, std::uint32_t size);

inline constexpr Work hash_work{
    .name = "hash",
    .bound = Bound::cpu,
    .title = "Hashing",
    .summary = "A chain of SHA-256: each link hashes the one before, so nothing can be skipped.",
    .size = Size{.min = 1,
                 .max = 50'000'000,
                 .standard = 900'000,
                 .unit = "links",
                 .label = "SHA-256 links per task"},
    .make = make_hash,
    .light = true,
};

}  // namespace lanes
