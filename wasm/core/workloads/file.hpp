#pragma once

#include <cstdint>
#include <span>

#include "workloads/catalogue.hpp"

namespace lanes {

/// Writes the bytes from `offset` on of the file that belongs to `seed`: 64-bit little-endian words
/// of SplitMix64, which no disk or cache can compress. `offset` and the size of `bytes` are
/// multiples of 8.
void fill_file(std::uint32_t seed, std::uint64_t offset, std::span<std::uint8_t> bytes);

/// How much of a file is read at once, in bytes: small enough that hashing it holds an event loop
/// for only about a millisecond.
inline constexpr std::uint32_t file_chunk_bytes = 256 * 1024;

/// A file that was written before the run's clock started and is read back and hashed.
inline constexpr Work file_work{
    .name = "file",
    .bound = Bound::io,
    .title = "File reads",
    .summary =
        "Each task reads back a file that Lanes has just written to the browser's private file "
        "system, and hashes what it reads.",
    // 4 MiB and not 0.3 s a task: a gigabyte would have to be written before a run could start.
    .size = Size{.min = 1, .max = 65'536, .standard = 4096, .unit = "KiB", .label = "KiB per file"},
    .make = nullptr,
    .asks = Asks::files,
    .light = true,
};

}  // namespace lanes
