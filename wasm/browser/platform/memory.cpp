#include "platform/memory.hpp"

#include <emscripten/heap.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lanes::browser {

MemoryUse memory_use() {
  constexpr std::size_t page_bytes = 4096;
  const auto reserved = emscripten_get_heap_size();
  std::size_t used = 0;
  // The first page is left out: nothing is at its beginning, so that null points nowhere.
  for (std::size_t page = page_bytes; page < reserved; page += page_bytes) {
    const std::span words(reinterpret_cast<const std::uint64_t*>(page),
                          page_bytes / sizeof(std::uint64_t));
    if (std::ranges::any_of(words, [](std::uint64_t word) { return word != 0; })) {
      used += page_bytes;
    }
  }
  return {.usedBytes = static_cast<double>(used), .reservedBytes = static_cast<double>(reserved)};
}

}  // namespace lanes::browser
