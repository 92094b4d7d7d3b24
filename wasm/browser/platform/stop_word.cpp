#include "platform/stop_word.hpp"

#include <emscripten/em_js.h>

extern "C" {
// clang-format off
EM_JS(int, lanes_has_stop_word, (), { return Module["lanesStop"] ? 1 : 0; });
EM_JS(int, lanes_asked_to_stop, (), { return Atomics.load(Module["lanesStop"], 0); });
// clang-format on
}

namespace lanes::browser {

bool can_be_asked_to_stop() { return lanes_has_stop_word() != 0; }

bool asked_to_stop() { return lanes_asked_to_stop() != 0; }

}  // namespace lanes::browser
