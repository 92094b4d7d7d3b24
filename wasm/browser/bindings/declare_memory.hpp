#pragma once

// Declarations only: how much memory an instance uses.

#include <emscripten/bind.h>

#include "platform/memory.hpp"

namespace lanes::browser {

inline void declare_memory() {
  emscripten::value_object<MemoryUse>("MemoryUse")
      .field("usedBytes", &MemoryUse::usedBytes)
      .field("reservedBytes", &MemoryUse::reservedBytes);
  emscripten::function("memoryUse", &memory_use);
}

}  // namespace lanes::browser
