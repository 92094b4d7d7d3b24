#pragma once

#include "workloads/catalogue.hpp"

namespace lanes {

/// Counts the primes up to and including `size`. There is nothing to generate: every task counts
/// the same primes, whatever its seed. The digest is the count in decimal.
std::unique_ptr<Job> make_primes(std::uint32_t seed, std::uint32_t size);

inline constexpr Work primes_work{
    .name = "primes",
    .bound = Bound::cpu,
    .title = "Counting primes",
    .summary =
        "A sieve of Eratosthenes, in segments that fit the cache. Every task counts the same "
        "primes, whatever its seed.",
    .size = Size{.min = 1,
                 .max = 4'294'967'295,
                 .standard = 1'000'000'000,
                 .unit = "numbers",
                 .label = "Count the primes up to"},
    .make = make_primes,
    // Three segments of 64 KiB and the sieving primes, however far the counting goes.
    .memory = {.bytes = 409'600},
    .light = true,
};

}  // namespace lanes
