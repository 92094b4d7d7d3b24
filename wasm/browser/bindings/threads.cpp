// Declarations only: the module with pthreads, lanes-threads.mjs.

#include "bindings/declare_boundary.hpp"
#include "bindings/declare_memory.hpp"
#include "bindings/declare_pictures.hpp"
#include "hosts/pool_run.hpp"

EMSCRIPTEN_BINDINGS(lanes_threads) {
  using namespace lanes::browser;
  declare_boundary();
  declare_pictures();
  declare_memory();
  emscripten::class_<Pool>("Pool")
      .constructor<std::uint32_t>()
      .function("control", &Pool::control)
      .function("trouble", &Pool::trouble)
      .function("clearFiles", &Pool::clearFiles)
      .function("addFile", &Pool::addFile)
      .function("use", &Pool::use)
      .function("shareOneLock", &Pool::shareOneLock)
      .function(
          "run", +[](Pool& pool, const RunRequest& request) {
            return pool.run(checked(request), request);
          });
}
