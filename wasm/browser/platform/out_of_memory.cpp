#include "platform/out_of_memory.hpp"

#include <emscripten/em_js.h>

#include <new>

extern "C" {

// clang-format off
EM_JS(void, lanes_throw_out_of_memory, (), {
  const error = Object.assign(new Error("out of memory"), { code: "out-of-memory" });
  Module["lanesFailed"]?.(error);
  throw error;
});
// clang-format on
}

namespace lanes::browser {

namespace {

void on_allocation_failure() {
  out_of_memory() = 1;
  lanes_throw_out_of_memory();
}

/// Before main, so that no module can be used without it.
[[gnu::constructor]] void watch_allocations() { std::set_new_handler(on_allocation_failure); }

}  // namespace

std::atomic<std::uint32_t>& out_of_memory() noexcept {
  static std::atomic<std::uint32_t> failed = 0;
  return failed;
}

}  // namespace lanes::browser
