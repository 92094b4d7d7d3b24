#include "platform/event_loop.hpp"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

extern "C" {

// clang-format off
EM_JS(void, lanes_ask_for_turn, (void* loop), {
  if (globalThis.scheduler?.postTask) {
    scheduler.postTask(() => _lanes_turn(loop), { priority: "background" });
    return;
  }
  if (!Module.lanesTurns) {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => _lanes_turn(event.data);
    Module.lanesTurns = channel.port2;
  }
  Module.lanesTurns.postMessage(loop);
});
// clang-format on

EMSCRIPTEN_KEEPALIVE void lanes_turn(void* loop) {
  static_cast<lanes::browser::EventLoop*>(loop)->turn();
}
}

namespace lanes::browser {

void EventLoop::post(std::coroutine_handle<> coroutine) {
  queue_.push_back(coroutine);
  if (!asked_) ask();
}

void EventLoop::turn() {
  const auto next = queue_.front();
  queue_.pop_front();
  next.resume();
  asked_ = false;
  if (!queue_.empty()) ask();
}

void EventLoop::ask() {
  asked_ = true;
  lanes_ask_for_turn(this);
}

}  // namespace lanes::browser
