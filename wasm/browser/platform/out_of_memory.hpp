#pragma once

#include <atomic>
#include <cstdint>

namespace lanes::browser {

/// Nonzero once an allocation has failed in this module, on any thread. That thread has then called
/// the module's `lanesFailed` and thrown a JavaScript error whose `code` is "out-of-memory", and
/// the module is unusable. A word of shared memory, because a thread's error reaches no one while
/// the pool blocks the worker that started it.
std::atomic<std::uint32_t>& out_of_memory() noexcept;

}  // namespace lanes::browser
