// Declarations only: the suspending module, lanes-asyncify.mjs and lanes-jspi.mjs.

#include "bindings_boundary.hpp"
#include "suspending_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_suspending) {
  using namespace lanes::browser;
  declare_boundary();
  emscripten::function("runBlockingRequests", &run_blocking_requests, emscripten::async());
}
