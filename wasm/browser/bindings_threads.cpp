// Declarations only: the module with pthreads, lanes-threads.mjs.

#include "bindings_boundary.hpp"
#include "bindings_pictures.hpp"
#include "pool_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_threads) {
  using namespace lanes::browser;
  declare_boundary();
  declare_pictures();
  emscripten::class_<Pool>("Pool")
      .constructor<std::uint32_t>()
      .function("control", &Pool::control)
      .function("trouble", &Pool::trouble)
      .function("clearFiles", &Pool::clearFiles)
      .function("addFile", &Pool::addFile)
      .function("problem", &Pool::problem)
      .function("use", &Pool::use)
      .function("run", &Pool::run);
}
