#pragma once

#include <atomic>
#include <cstdint>

namespace lanes::browser {

/// Not 0 once an allocation has failed in this module, on whichever thread. That thread has then
/// thrown a JavaScript error whose `code` is "out-of-memory", after telling the module's
/// `lanesFailed`, and the module is good for nothing more. A word of shared memory, because nobody
/// hears the error of a thread while the pool blocks the worker that started it.
std::atomic<std::uint32_t>& out_of_memory() noexcept;

}  // namespace lanes::browser
