// Declarations only: the module with pthreads, lanes-threads.mjs.

#include "bindings_boundary.hpp"
#include "pool_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_threads) {
  using namespace lanes::browser;
  declare_boundary();
  emscripten::class_<Pool>("Pool")
      .constructor<std::uint32_t>()
      .function("control", &Pool::control)
      .function("trouble", &Pool::trouble)
      .function("clearFiles", &Pool::clearFiles)
      .function("addFile", &Pool::addFile)
      .function("problem", &Pool::problem)
      .function("run", &Pool::run);
}
