#include "stop_word.hpp"

#include <emscripten/em_js.h>

extern "C" {
// clang-format off
EM_JS(int, lanes_asked_to_stop, (), {
  const word = Module["lanesStop"];
  return word ? Atomics.load(word, 0) : 0;
});
// clang-format on
}

namespace lanes::browser {

bool asked_to_stop() { return lanes_asked_to_stop() != 0; }

}  // namespace lanes::browser
