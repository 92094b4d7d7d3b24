#pragma once

// Declarations only: pictures, in the modules that compute.

#include <emscripten/bind.h>

#include "hosts/pictures.hpp"

namespace lanes::browser {

inline void declare_pictures() {
  emscripten::class_<Pictures>("Pictures")
      .constructor<>()
      .function("begin", &Pictures::begin)
      .function("setInput", &Pictures::setInput)
      .function("dropInput", &Pictures::dropInput)
      .function("outputs", &Pictures::outputs);
  emscripten::function("generatedPixels", &generated_pixels);
}

}  // namespace lanes::browser
