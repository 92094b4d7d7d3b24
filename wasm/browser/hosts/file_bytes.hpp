#pragma once

#include "hosts/boundary.hpp"

namespace lanes::browser {

/// `count` bytes from `offset` on of the file of `seed` (workloads/file.hpp), for JavaScript to
/// write. Both are multiples of 8.
Uint8Array file_bytes(std::uint32_t seed, double offset, std::uint32_t count);

}  // namespace lanes::browser
