// Declarations only: the suspending module, lanes-asyncify.mjs and lanes-jspi.mjs.

#include "bindings/declare_boundary.hpp"
#include "hosts/suspending_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_suspending) {
  using namespace lanes::browser;
  declare_boundary();
  emscripten::function(
      "runBlockingRequests",
      +[](const RunRequest& request) { return run_blocking_requests(checked(request), request); },
      emscripten::async());
}
