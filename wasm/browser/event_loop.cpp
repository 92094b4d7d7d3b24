#include "event_loop.hpp"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

extern "C" {

EM_JS(void, lanes_post_turn, (void* coroutine), {
  if (!Module.lanesTurns) {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => _lanes_resume(event.data);
    Module.lanesTurns = channel.port2;
  }
  Module.lanesTurns.postMessage(coroutine);
});

EMSCRIPTEN_KEEPALIVE void lanes_resume(void* coroutine) {
  std::coroutine_handle<>::from_address(coroutine).resume();
}
}

namespace lanes::browser {

void EventLoop::post(std::coroutine_handle<> coroutine) { lanes_post_turn(coroutine.address()); }

}  // namespace lanes::browser
