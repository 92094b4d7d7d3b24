#pragma once

#include "workloads/catalogue.hpp"

namespace lanes {

/// The reader's own code, which no job of ours computes: a kernel that the run is given
/// (own/kernel.hpp). Its digest is the SHA-256 of the answer's text. What it waits for is a
/// modelled service with a pool of connections.
inline constexpr Work own_work{
    .name = "own",
    .bound = Bound::cpu,
    .title = "Your own code",
    .summary =
        "Runs your own function, JavaScript or WebAssembly, in a sandbox: it computes, and it may "
        "ask a modelled service and wait for the answer.",
    .size = Size{.min = 0,
                 .max = 1'000'000'000,
                 .standard = 300'000,
                 .unit = "",
                 .label = "Size, handed to your code"},
    .make = nullptr,
    .asks = Asks::database,
    .light = true,
    .brings_code = true,
};

}  // namespace lanes
